package check

// The codes are part of the command's contract: none changes its meaning.
const (
	FileUnlisted  = "file_unlisted"
	FileMissing   = "file_missing"
	FileHash      = "file_hash"
	FileIrregular = "file_irregular"
	FileName      = "file_name"
	FileUnnamed   = "file_unnamed"
	FileUnread    = "file_unread"
	ManifestForm  = "manifest_form"

	ReportForm      = "report_form"
	ReportCount     = "report_count"
	ReportVolume    = "report_volume"
	ReportException = "report_exception"
	LogForm         = "log_form"
	LogMismatch     = "log_mismatch"
	SourceForm      = "source_form"
	SourceDiffer    = "source_mismatch"
	CustodyEntry    = "custody_entry"
	CustodyProof    = "custody_proof"

	DATForm     = "dat_form"
	DATEncoding = "dat_encoding"
	DATFields   = "dat_fields"
	DATValue    = "dat_value"
	DATDate     = "dat_date"
	BatesForm   = "bates_form"
	BatesGap    = "bates_gap"
	BatesRepeat = "bates_repeat"
	BatesRange  = "bates_range"
	Family      = "family"
	LinkForm    = "link_form"
	LinkMissing = "link_missing"
	LinkShared  = "link_shared"
	LinkHash    = "link_hash"
	LinkSize    = "link_size"
	LinkLacking = "link_lacking"

	OPTForm     = "opt_form"
	OPTMismatch = "opt_mismatch"

	TextEncoding = "text_encoding"
	TextMismatch = "text_mismatch"
	PDFForm      = "pdf_form"
	PDFPages     = "pdf_pages"
	PDFBates     = "pdf_bates"

	RSMFMail      = "rsmf_mail"
	RSMFHeader    = "rsmf_header"
	RSMFZip       = "rsmf_zip"
	RSMFManifest  = "rsmf_manifest"
	RSMFSchema    = "rsmf_schema"
	RSMFKey       = "rsmf_key"
	RSMFID        = "rsmf_id"
	RSMFReference = "rsmf_reference"
	RSMFClosure   = "rsmf_closure"
	RSMFSize      = "rsmf_size"
	RSMFTime      = "rsmf_time"
	RSMFOrder     = "rsmf_order"
	RSMFLimit     = "rsmf_limit"
	RSMFTicket    = "rsmf_ticket"
	RSMFMismatch  = "rsmf_mismatch"
)

// Code is a code and what it says.
type Code struct{ Name, Means string }

// Codes lists every code, in the order of the reading.
func Codes() []Code {
	return []Code{
		{ManifestForm, "`manifest-sha256.txt` is missing, or a line of it is not `<sha256>  <path>`, out of order, or there twice"},
		{FileMissing, "a file that the manifest lists is not there"},
		{FileUnlisted, "a file is there that the manifest does not list"},
		{FileHash, "a file has another SHA-256 than the manifest says"},
		{FileIrregular, "something is neither a file nor a folder: a link, a device"},
		{FileName, "a name that not every system can hold, or two that differ in capitals only"},
		{FileUnread, "a file could not be read"},
		{FileUnnamed, "a file in a volume that no row of its `.dat` names, or in a place that the layout does not have"},
		{ReportForm, "`REPORT/report.json` is missing or can't be read, or says something that can't be"},
		{ReportCount, "a count of the report is not what is there"},
		{ReportVolume, "the report's volumes are not those that are there, or their load files are others"},
		{ReportException, "an exception of a row is not among the report's, or the report has one of a document that is not there"},
		{LogForm, "`substitutions.csv` or `redactions.csv` is missing or broken"},
		{LogMismatch, "a line of a log is of a document, page or field that is not there, or REDACTED says something else than `redactions.csv`"},
		{SourceForm, "`sources.jsonl` is missing or broken"},
		{SourceDiffer, "a row's source is not what `sources.jsonl` says, or a source's fate is not what the rows say"},
		{CustodyEntry, "the custody log's entry is not about this production's manifest, or is missing though the report names the log"},
		{CustodyProof, "with `--key`: the production, or a bundle of it, is not proven to be in the log of that key as it says"},
		{DATForm, "a load file is missing, or has no BOM, or a row has other delimiters, line ends or columns than it should"},
		{DATEncoding, "a load file is not UTF-8"},
		{DATFields, "the header row has not the fields that it should have, once each"},
		{DATValue, "a value has a form that its field does not allow, or does not go with the other values of its row"},
		{DATDate, "a date is not `MM/DD/YYYY HH:MM`"},
		{BatesForm, "a Bates number has another prefix or other digits than the report says"},
		{BatesGap, "a Bates number is left out"},
		{BatesRepeat, "a Bates number is given twice"},
		{BatesRange, "a document's last number is not its first and its pages"},
		{Family, "parents and attachments do not fit: ranges, ids, counts, order"},
		{LinkForm, "a link is not a path of its kind in the volume"},
		{LinkMissing, "a file that a row names is not there"},
		{LinkShared, "two rows name one file"},
		{LinkHash, "a file has another hash than its row says"},
		{LinkSize, "a file has another size than its row says"},
		{LinkLacking, "a row has no file of a kind that was produced, and says no reason"},
		{OPTForm, "an `.opt` is missing, not ASCII, or a line has not its seven fields"},
		{OPTMismatch, "an `.opt` says something else than the `.dat`"},
		{TextEncoding, "a text is not UTF-8, or begins with a BOM"},
		{TextMismatch, "a ticket's text does not begin with the subject of its row"},
		{PDFForm, "a PDF can't be read"},
		{PDFPages, "a PDF has another number of pages than its row says"},
		{PDFBates, "a page's Bates number is not in its text"},
		{RSMFMail, "an `.rsmf` is not a mail with a text and one attachment called rsmf.zip in base64"},
		{RSMFHeader, "a header is missing, or says something else than the manifest"},
		{RSMFZip, "rsmf.zip is broken, or has an entry that is unsafe, there twice, encrypted, or a bomb"},
		{RSMFManifest, "`rsmf_manifest.json` is missing, is not JSON in UTF-8, or has a key twice"},
		{RSMFSchema, "the manifest is not valid by the official schema"},
		{RSMFKey, "the manifest has a key that the format does not know"},
		{RSMFID, "an id is there twice"},
		{RSMFReference, "an id is named that is not there"},
		{RSMFClosure, "a file is named that is not in the zip, or in the zip and not named"},
		{RSMFSize, "an attachment has another size than the manifest says"},
		{RSMFTime, "a timestamp is missing without a word why, or is not one in UTC"},
		{RSMFOrder, "events are not in the order of time"},
		{RSMFLimit, "more events, bytes or hours than importers take"},
		{RSMFTicket, "an `.rsmf` is not of its row's ticket, or holds a file that is no attachment of the family, or one that is withheld"},
		{RSMFMismatch, "a row says something else than its ticket's `.rsmf` files: of whom, when and from whom, what facts, which attachments"},
	}
}
