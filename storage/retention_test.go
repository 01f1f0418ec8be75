package storage

import (
	"errors"
	"testing"
	"time"
)

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

func TestRetentionAt(t *testing.T) {
	for _, tt := range []struct{ until, want time.Time }{
		{noon.Add(time.Second), noon.Add(time.Second)},
		{noon.Add(time.Nanosecond), noon.Add(time.Second)},
		{noon, time.Time{}},
		{noon.Add(-time.Second), time.Time{}},
		{noon.Add(time.Minute).In(time.FixedZone("", 3600)), noon.Add(time.Minute)},
	} {
		got := Retention{Governance, tt.until}.At(noon)
		if got.Until != tt.want || (got.Mode == None) != tt.want.IsZero() {
			t.Errorf("until %v: got %v", tt.until, got)
		}
	}
}

// FuzzRetention holds what two retentions make against what they must not lose.
func FuzzRetention(f *testing.F) {
	f.Add(int64(5), uint8(1), int64(9), uint8(2))
	f.Add(int64(-5), uint8(2), int64(9), uint8(1))
	f.Add(int64(0), uint8(0), int64(1), uint8(7))
	f.Fuzz(func(t *testing.T, aIn int64, aMode uint8, bIn int64, bMode uint8) {
		make := func(in int64, mode uint8) Retention {
			m := []Mode{None, Governance, Compliance}[mode%3]
			if m == None {
				return Retention{}
			}
			return Retention{m, noon.Add(time.Duration(in) * time.Millisecond)}
		}
		a, b := make(aIn, aMode), make(bIn, bMode)
		if a.Check() != nil || b.Check() != nil {
			t.Skip() // centuries away
		}
		inForce, asked := a.At(noon), b.At(noon)
		if j := inForce.Join(asked); !j.Covers(inForce) || !j.Covers(asked) || j.Check() != nil || j.At(noon) != j {
			t.Errorf("%v joined with %v is %v", inForce, asked, j)
		}
		got, err := a.Extend(b, noon)
		switch {
		case err != nil && (!errors.Is(err, ErrRetained) || asked.Covers(inForce) || got != a):
			t.Errorf("%v to %v: %v, %v", a, b, got, err)
		case err == nil && (!got.At(noon).Covers(inForce) || !got.At(noon).Covers(asked)):
			t.Errorf("%v to %v: became %v", a, b, got)
		}
		k := Keeping{Retention: a}.AtLeast(Keeping{Retention: b, Hold: true}, noon)
		if !k.Hold || !k.At(noon).Covers(Keeping{Retention: inForce.Join(asked)}) {
			t.Errorf("%v at least %v: became %v", a, b, k)
		}
	})
}

func TestErrorsOfKeeping(t *testing.T) {
	k := Keeping{Retention: Retention{Compliance, noon}}
	for now, want := range map[time.Time]string{
		noon.Add(-time.Second): "retained: compliance until 2026-01-31T12:00:00Z",
		noon:                   "",
	} {
		if err := k.Deletable(now); (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("at %v: got %v, want %q", now, err, want)
		}
	}
	k.Hold = true
	if err := k.Deletable(noon); !errors.Is(err, ErrRetained) || err.Error() != "retained: on legal hold" {
		t.Errorf("on hold: got %v", err)
	}
	_, err := k.Extend(Retention{Governance, noon.Add(time.Hour)}, noon.Add(-time.Hour))
	if want := "retained: compliance until 2026-01-31T12:00:00Z can't become governance until 2026-01-31T13:00:00Z"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestCheckSwap(t *testing.T) {
	for key, ok := range map[string]bool{
		"custody/checkpoint": true, "custody/a/checkpoint.2": true, "custody/tile/0/x": false,
		"x/custody/checkpoint": false, "custody/checkpoint/x": false, "custody//checkpoint": false,
	} {
		if err := CheckSwap(key, MaxSwap); (err == nil) != ok {
			t.Errorf("%s: got %v", key, err)
		}
	}
	if err := CheckSwap("custody/checkpoint", MaxSwap+1); err == nil {
		t.Error("more than MaxSwap passes")
	}
}
