// Package typeset sets text of any script and writes it as PDF.
//
// Customers write Hebrew, English, numbers and emoji in one line; the PDF
// writer underneath (fpdf) knows neither the bidirectional algorithm nor
// shaping, and panics on an emoji. So it is given only pages, links and
// bookmarks. What is drawn on the pages takes another way:
//
//	spans ─ hard lines ─ direction ─ UAX #9 levels ─ a font a grapheme
//	      ─ runs ─ HarfBuzz shaping, word by word ─ UAX #14 breaks ─ Lines
//	Line  ─ clusters ─ codes of our own subset fonts ─ raw page content
//
// [Engine] does the first half and [Document] the second. A page's content is
// deflated once a few more have followed, so that long documents stay small.
// [Document.Output] has fpdf write its skeleton of a file and writes that out
// again object by object, with the pages' content, subset fonts, pictures, the
// logical structure ([Tag]), attached files and whatever else PDF/A requires. The
// same calls with the same input give the same bytes.
//
// All measures are points (1/72 inch); y runs down from the top of the page.
package typeset
