package render

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// JSON writes the transcript as one indented JSON document, in the form that
// transcript.schema.json describes. Text stands as it is: "<" is not escaped.
func JSON(w io.Writer, t *Transcript) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(t); err != nil {
		return fmt.Errorf("write JSON transcript of ticket %d: %w", t.Header.Number, err)
	}
	return nil
}

// MarshalJSON leaves the instant out where no form of JSON could hold it,
// after the year 9999: the original tells it.
func (t Time) MarshalJSON() ([]byte, error) {
	type plain Time
	if t.UTC.Year() > 9999 {
		t.UTC = time.Time{}
	}
	return json.Marshal(plain(t))
}
