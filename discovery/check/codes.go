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
		{ManifestForm, "`manifest-sha256.txt` is missing, or a line of it is not `<sha256>  <path>`, is out of order, or is repeated"},
		{FileMissing, "a file that the manifest lists is missing"},
		{FileUnlisted, "a file is there that the manifest does not list"},
		{FileHash, "a file's SHA-256 is not what the manifest says"},
		{FileIrregular, "something is neither a file nor a folder: a link, a device"},
		{FileName, "a name that is not valid on every system, or two that differ only in case"},
		{FileUnread, "a file could not be read"},
		{FileUnnamed, "a file in a volume that no row of its `.dat` names, or in a place that is not part of the layout"},
		{ReportForm, "`REPORT/report.json` is missing or can't be read, or says something impossible"},
		{ReportCount, "a count of the report does not match what is there"},
		{ReportVolume, "the report's volumes, or their load files, do not match what is there"},
		{ReportException, "a row's exception is not in the report, or the report has an exception for a document that does not exist"},
		{LogForm, "`substitutions.csv` or `redactions.csv` is missing or broken"},
		{LogMismatch, "a line of a log is about a document, page or field that does not exist, or REDACTED does not match `redactions.csv`"},
		{SourceForm, "`sources.jsonl` is missing or broken"},
		{SourceDiffer, "a row's source does not match `sources.jsonl`, or what became of a source does not match the rows"},
		{CustodyEntry, "the custody log's entry is not about this production's manifest, or is missing though the report names the log"},
		{CustodyProof, "with `--key`: the production, or a bundle of it, is not proven to be in that key's log as stated"},
		{DATForm, "a load file is missing or has no BOM, or a row has the wrong delimiters, line ends or columns"},
		{DATEncoding, "a load file is not UTF-8"},
		{DATFields, "the header row does not have exactly the expected fields"},
		{DATValue, "a value is not in the form that its field requires, or contradicts other values of its row"},
		{DATDate, "a date is not `MM/DD/YYYY HH:MM`"},
		{BatesForm, "a Bates number does not have the prefix or the number of digits that the report says"},
		{BatesGap, "a Bates number is skipped"},
		{BatesRepeat, "a Bates number is used twice"},
		{BatesRange, "a document's last number does not follow from its first number and its pages"},
		{Family, "parents and attachments do not match: ranges, ids, counts, order"},
		{LinkForm, "a link is not a path of the right kind in the volume"},
		{LinkMissing, "a file that a row names is missing"},
		{LinkShared, "two rows name the same file"},
		{LinkHash, "a file's hash is not what its row says"},
		{LinkSize, "a file's size is not what its row says"},
		{LinkLacking, "a row lacks a file of a kind that was produced, without a reason"},
		{OPTForm, "an `.opt` is missing, not ASCII, or a line does not have seven fields"},
		{OPTMismatch, "an `.opt` does not match the `.dat`"},
		{TextEncoding, "a text is not UTF-8, or begins with a BOM"},
		{TextMismatch, "a ticket's text does not begin with the subject of its row"},
		{PDFForm, "a PDF can't be read"},
		{PDFPages, "a PDF does not have as many pages as its row says"},
		{PDFBates, "a page's Bates number is not in its text"},
		{RSMFMail, "an `.rsmf` is not a mail with a text and one attachment called rsmf.zip in base64"},
		{RSMFHeader, "a header is missing, or does not match the manifest"},
		{RSMFZip, "rsmf.zip is broken, or has an entry that is unsafe, repeated, encrypted or a zip bomb"},
		{RSMFManifest, "`rsmf_manifest.json` is missing, is not JSON in UTF-8, or has a key twice"},
		{RSMFSchema, "the manifest is not valid against the official schema"},
		{RSMFKey, "the manifest has a key that the format does not know"},
		{RSMFID, "an id is used twice"},
		{RSMFReference, "an id is named that does not exist"},
		{RSMFClosure, "a file is named but not in the zip, or in the zip but not named"},
		{RSMFSize, "an attachment's size is not what the manifest says"},
		{RSMFTime, "a timestamp is missing without a reason, or is not in UTC"},
		{RSMFOrder, "events are not in chronological order"},
		{RSMFLimit, "more events, bytes or hours than importers accept"},
		{RSMFTicket, "an `.rsmf` is for a different ticket than its row, or holds a file that is not an attachment of the family or is withheld"},
		{RSMFMismatch, "a row does not match its ticket's `.rsmf` files: people, times, facts or attachments"},
	}
}
