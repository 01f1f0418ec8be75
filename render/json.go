package render

import (
	"encoding/json"
	"fmt"
	"io"
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
