package production

// Counts hold the production together: Found is Produced, Withheld and
// Duplicates; Documents is Parents and Attachments.
type Counts struct {
	Found         int   `json:"found"` // bundles
	Produced      int   `json:"produced"`
	Withheld      int   `json:"withheld"`
	Duplicates    int   `json:"duplicates"`
	Documents     int   `json:"documents"`
	Parents       int   `json:"parents"`
	Attachments   int   `json:"attachments"` // each once in its ticket
	Missing       int   `json:"attachments_missing"`
	WithheldFiles int   `json:"attachments_withheld"`
	Merged        int   `json:"attachments_merged"` // sent again in the same ticket
	Pages         int   `json:"pages"`
	Natives       int   `json:"natives"`
	Texts         int   `json:"texts"`
	Unsaid        int   `json:"attachments_without_text"` // or not with all of it; those of kinds that have none are not counted
	PDFs          int   `json:"pdfs"`
	RSMF          int   `json:"rsmf"`
	Redactions    int   `json:"redactions"`
	NotLooked     int   `json:"not_looked_into"` // files and pictures of redacted tickets: they are as they were
	Substitutions int   `json:"substitutions"`
	Volumes       int   `json:"volumes"`
	Bytes         int64 `json:"bytes"` // of documents
}

func (c *Counts) add(o Counts) {
	c.Documents += o.Documents
	c.Parents += o.Parents
	c.Attachments += o.Attachments
	c.Missing += o.Missing
	c.WithheldFiles += o.WithheldFiles
	c.Merged += o.Merged
	c.Pages += o.Pages
	c.Natives += o.Natives
	c.Texts += o.Texts
	c.Unsaid += o.Unsaid
	c.PDFs += o.PDFs
	c.RSMF += o.RSMF
	c.Redactions += o.Redactions
	c.NotLooked += o.NotLooked
	c.Bytes += o.Bytes
}
