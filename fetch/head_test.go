package fetch

import "testing"

func TestHeadID(t *testing.T) {
	for head, want := range map[string]int64{`{"id":4,"state":{}}`: 4, `{"Id":"4","transactions":7}`: 4, `{"id":-4}`: 0, `{"id":null}`: 0, `{}`: 0, `null`: 0, `[4]`: 0, `4`: 0, ``: 0} {
		if got := headID([]byte(head)); int64(got) != want {
			t.Errorf("%s: got %d, want %d", head, got, want)
		}
	}
}
