package typeset

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"unicode/utf16"
)

// info is the document information. It must say the same as the XMP.
func (d *Document) info() []byte {
	b := fmt.Appendf(nil, "<</Title<%x>/Producer<%x>", utf16BE(d.meta.Title), utf16BE(d.meta.Producer))
	if !d.meta.Created.IsZero() {
		at := dateString(d.meta.Created)
		b = fmt.Appendf(b, "/CreationDate%s/ModDate%s", at, at)
	}
	return append(b, ">>"...)
}

// xmp is the metadata packet (ISO 19005-1, 6.7).
func (d *Document) xmp() []byte {
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">`)
	xml.EscapeText(&b, []byte(d.meta.Title)) // a bytes.Buffer takes all
	b.WriteString("</rdf:li></rdf:Alt></dc:title></rdf:Description>\n")
	if !d.meta.Created.IsZero() {
		at := d.meta.Created.UTC().Format("2006-01-02T15:04:05Z")
		fmt.Fprintf(&b, `<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate></rdf:Description>`+"\n", at, at)
	}
	b.WriteString(`<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>`)
	xml.EscapeText(&b, []byte(d.meta.Producer))
	version := d.version()
	fmt.Fprintf(&b, "</pdf:Producer></rdf:Description>\n"+
		`<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>%s</pdfaid:part><pdfaid:conformance>%s</pdfaid:conformance></rdf:Description>`+"\n"+
		"</rdf:RDF></x:xmpmeta>\n"+`<?xpacket end="w"?>`, version.part, version.conformance)
	return b.Bytes()
}

// version is what a document claims to be.
type version struct{ pdf, part, conformance string }

func (d *Document) version() version {
	if len(d.attached) > 0 {
		return version{"1.7", "3", "U"}
	}
	return version{"1.4", "1", "B"}
}

// utf16BE is text as PDF strings outside of page content have it.
func utf16BE(s string) []byte {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return b
}
