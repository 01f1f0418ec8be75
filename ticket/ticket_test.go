package ticket

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// The vendor's own sample of the ticket object.
func sample(t *testing.T) *Ticket {
	t.Helper()
	raw, err := os.ReadFile("testdata/ticket.json")
	if err != nil {
		t.Fatal(err)
	}
	tk, err := Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return tk
}

func TestDecodeVendorSample(t *testing.T) {
	tk := sample(t)
	checks := []struct{ name, got, want string }{
		{"id", tk.String(), "13783"},
		{"department", string(tk.DepartmentID), "824b4850-b24c-45ed-8d41-c740ad2618bf"},
		{"field2", tk.Fields()[1].Value, "3909 Saint James Drive, Chambersburg"},
		{"tag", string(tk.Tags[0]), "Vacation"},
		{"owner", string(tk.Owner.UserName), "[email protected]"},
		{"open", tk.Open.Format(time.RFC3339Nano), "2018-11-26T19:42:53.15Z"},
		{"ip", string(tk.Details.IPAddress), "144.31.95.46"},
		{"utm", string(tk.Details.Referral.UTM.Campaign), "product launch"},
		{"parameter", tk.DynamicParameters[0].Text(), "3"},
		{"thumbnail", string(tk.Transactions[2].Attachments[0].Thumbnails[0][:40]), "https://glassix-test.s3.eu-central-1.ama"},
		{"user name of a participant", string(tk.Participants[1].UserName), "[email protected]"},
	}
	for _, c := range checks {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	if !tk.Close.IsZero() || tk.Close.Original != "0001-01-01T00:00:00" {
		t.Errorf("close: got %v, want unset with its original", tk.Close)
	}
}

// Every member of the object pages must have a field: none may end in Extra.
func TestVendorSamplesLeaveNothingUnknown(t *testing.T) {
	var found []string
	note := func(where string, e Extra) {
		for _, n := range e.Names() {
			found = append(found, where+"."+n)
		}
	}
	tk := sample(t)
	raw, err := os.ReadFile("testdata/transaction.json")
	if err != nil {
		t.Fatal(err)
	}
	var x Transaction
	if err := json.Unmarshal(raw, &x); err != nil {
		t.Fatal(err)
	}
	if x.ID != 1082248 || x.From.DepartmentIdentifier == "" || x.From.ContactID == "" {
		t.Errorf("transaction page: got id %d, participant %+v", x.ID, x.From)
	}
	note("ticket", tk.Extra)
	note("owner", tk.Owner.Extra)
	note("details", tk.Details.Extra)
	note("source", tk.Details.Source.Extra)
	note("referral", tk.Details.Referral.Extra)
	note("utm", tk.Details.Referral.UTM.Extra)
	for _, p := range tk.Participants {
		note("participant", p.Extra)
	}
	for _, p := range tk.DynamicParameters {
		note("parameter", p.Extra)
	}
	for _, x := range append(tk.Transactions, x) {
		note("transaction", x.Extra)
		note("author", x.From.Extra)
		for _, a := range x.Attachments {
			note("attachment", a.Extra)
		}
	}
	if len(found) > 0 {
		t.Errorf("members without a field: %s", strings.Join(found, ", "))
	}
}

func TestDecodeKeepsWhatItDoesNotKnow(t *testing.T) {
	tk, err := Decode([]byte(`{"id":"681728957177908","futureField":{"a":[1,2]},"field3":7,"tags":null,
		"state":"Archived","owner":null,"details":"","transactions":[{"type":"Hologram","mood":"fine","dateTime":"yesterday"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if tk.ID != 681728957177908 || tk.Field3 != "7" || tk.State != "Archived" {
		t.Errorf("got id %d, field3 %q, state %q", tk.ID, tk.Field3, tk.State)
	}
	if got := tk.Extra.Text("futureField"); got != `{"a":[1,2]}` {
		t.Errorf("futureField: got %s", got)
	}
	x := tk.Transactions[0]
	if x.Type != "Hologram" || x.Extra.Text("mood") != "fine" || !x.DateTime.IsZero() || x.DateTime.Original != "yesterday" {
		t.Errorf("transaction: got %+v", x)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, raw := range []string{"", "null", "[]", "{}", `"13783"`, `{"id":0}`, `{"id":-4}`, `{"id":"x"}`, `<html></html>`, `{"id":5`} {
		if _, err := Decode([]byte(raw)); err == nil {
			t.Errorf("Decode(%q): no error", raw)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("Decode(%q): error of several lines: %v", raw, err)
		}
	}
	if _, err := Decode([]byte(`{"name":"package"}`)); !errors.Is(err, ErrNotTicket) {
		t.Errorf("an object without id: got %v, want ErrNotTicket", err)
	}
}

func TestParseTimeForms(t *testing.T) {
	tests := []struct{ in, want string }{
		{"2018-11-26T19:42:53.15", "2018-11-26T19:42:53.15Z"},
		{"2018-11-26T19:44:30", "2018-11-26T19:44:30Z"},
		{"2023-05-08T06:46:05Z", "2023-05-08T06:46:05Z"},
		{"2023-06-15T07:04:02.558Z", "2023-06-15T07:04:02.558Z"},
		{"2026-04-27T14:10:33.1718405Z", "2026-04-27T14:10:33.1718405Z"},
		{"2026-04-27T17:10:33+03:00", "2026-04-27T14:10:33Z"},
		{"0001-01-01T00:00:00", "0001-01-01T00:00:00Z"},
		{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
		{"", "0001-01-01T00:00:00Z"},
	}
	for _, tt := range tests {
		got, err := ParseTime(tt.in)
		if err != nil || got.Format(time.RFC3339Nano) != tt.want || got.Original != tt.in {
			t.Errorf("ParseTime(%q) = %v, %v; want %s", tt.in, got, err, tt.want)
		}
	}
	if _, err := ParseTime("27/04/2026"); err == nil {
		t.Error("a form nobody sends was accepted")
	}
}

func TestClosing(t *testing.T) {
	for _, tt := range []struct{ raw, want string }{
		{`{"id":1,"open":"2026-01-01T00:00:00","lastActivity":"2026-01-05T00:00:00","close":"2026-01-03T00:00:00"}`, "2026-01-03"},
		{`{"id":1,"open":"2026-01-01T00:00:00","lastActivity":"2026-01-05T00:00:00","close":"0001-01-01T00:00:00"}`, "2026-01-05"},
		{`{"id":1,"open":"2026-01-01T00:00:00","close":null}`, "2026-01-01"},
		{`{"id":1}`, "0001-01-01"},
	} {
		tk, err := Decode([]byte(tt.raw))
		if err != nil {
			t.Fatal(err)
		}
		if got := tk.Closing().Format(time.DateOnly); got != tt.want {
			t.Errorf("%s: closed %s, want %s", tt.raw, got, tt.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	raw, err := os.ReadFile("testdata/ticket.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"id":1,"transactions":[{"attachments":{"uri":1}}],"participants":{}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tk, err := Decode(raw)
		if err != nil {
			return
		}
		if got := len(tk.Chronological()); got != len(tk.Transactions) {
			t.Errorf("%d transactions in order, %d decoded", got, len(tk.Transactions))
		}
	})
}
