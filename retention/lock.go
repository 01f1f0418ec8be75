package retention

import "fmt"

// Lock is how what is kept is kept from being deleted before its time. The
// words are those of storage's modes.
type Lock string

const (
	None       Lock = ""           // by nothing
	Governance Lock = "governance" // who has a special permission may still delete it
	Compliance Lock = "compliance" // nobody may, and nothing undoes that
)

// ParseLock reads none, governance or compliance.
func ParseLock(s string) (Lock, error) {
	switch l := Lock(s); l {
	case Governance, Compliance:
		return l, nil
	case "none":
		return None, nil
	}
	return None, fmt.Errorf("unknown lock %q: it is none, governance or compliance", s)
}

func (l Lock) String() string {
	if l == None {
		return "none"
	}
	return string(l)
}

// MarshalText writes the word that a policy has for it.
func (l Lock) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (l *Lock) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLock(string(text))
	return err
}

// strength orders locks: more is stricter.
func (l Lock) strength() int {
	switch l {
	case Compliance:
		return 2
	case Governance:
		return 1
	}
	return 0
}
