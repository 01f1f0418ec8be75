package render

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/ticket"
)

// markers makes words that are found nowhere else, and remembers who may read
// which.
type markers struct {
	secret map[string]string // marker to what it marks: not for the customer
	public map[string]string
}

func (m *markers) word(to map[string]string, what string) string {
	n := len(m.secret) + len(m.public)
	w := fmt.Sprintf("qx%c%c%c", 'a'+n/676%26, 'a'+n/26%26, 'a'+n%26)
	to[w] = what
	return w
}

func (m *markers) in(what string) string  { return m.word(m.secret, what) }
func (m *markers) out(what string) string { return m.word(m.public, what) }

type obj = map[string]any

// deep is a member that nobody knows, with one within.
func (m *markers) deep(what string) obj {
	return obj{m.in(what + " member"): obj{"b": []any{m.in(what + " value"), 1}}}
}

func with(o obj, more obj) obj {
	for k, v := range more {
		o[k] = v
	}
	return o
}

// person is a participant all of whose members are marked.
func (m *markers) person(kind, sub, what string) obj {
	display := m.out
	identify := m.in
	if kind == "Client" && sub != "MailBcc" {
		identify = m.out
	} else if sub == "MailBcc" {
		display = m.in
	}
	name, shown := "", ""
	if kind == "Client" && sub != "MailBcc" {
		name = m.out(what + " name")
	} else {
		name, shown = m.in(what+" name"), display(what+" display name")
	}
	o := obj{"id": 1, "name": name, "displayName": shown, "type": kind, "protocolType": "Mail", "subProtocolType": sub,
		"identifier": identify(what+" identifier") + "@x.example", "userName": m.in(what+" userName") + "@x.example", "contactId": m.in(what + " contact"),
		"departmentIdentifier": m.in(what + " department"), "isActive": true}
	return with(o, m.deep(what))
}

// markedTicket has a marker in every member, and a transaction of every type.
func markedTicket(t *testing.T, m *markers) Record {
	t.Helper()
	in, out := m.in, m.out
	client := m.person("Client", "MailTo", "client")
	agent := m.person("User", "Undefined", "agent")
	silent := m.person("User", "Undefined", "silent agent")
	system := m.person("System", "Undefined", "system")
	blind := m.person("Client", "MailBcc", "blind copy")
	odd := m.person("Supervisor", "Undefined", "supervisor")
	address := func(p obj) string { return p["userName"].(string) }

	file := func(word func(string) string, what string) obj {
		return with(obj{"id": 5, "type": "Document", "fileIdentifier": word(what+" identifier") + ".pdf", "originalFileName": word(what+" name") + ".pdf", "sanitizationState": in(what + " sanitization")}, m.deep(what))
	}
	var transactions []obj
	add := func(typ string, from obj, word func(string) string, more obj) {
		x := obj{"id": 700 + len(transactions), "dateTime": fmt.Sprintf("2026-01-02T03:%02d:00Z", len(transactions)), "fromProtocolType": "Mail", "type": typ,
			"status": "Read", "fromParticipant": from, "payload": obj{"templates": []any{in(typ + " payload")}}}
		if more["text"] == nil {
			x["text"] = word(typ + " text")
		}
		if public(&ticket.Transaction{Type: ticket.TransactionType(typ)}) {
			x["guidTransactionId"] = "guid" + strconv.Itoa(len(transactions))
		} else {
			x["guidTransactionId"] = in(typ + " guid")
		}
		transactions = append(transactions, with(with(x, m.deep(typ)), more))
	}
	for _, typ := range append(transactionTypes, "RatingGiven") {
		x := ticket.Transaction{Type: ticket.TransactionType(typ)}
		word, files := in, in
		switch {
		case x.Type == ticket.MessageDeleted:
		case messageTypes[x.Type]:
			word, files = out, out
		case typ == "InteractiveDocumentSealed":
			files = out
		}
		add(typ, agent, word, obj{"attachments": []any{file(files, typ+" file")}})
	}
	add("Note", silent, in, obj{"html": "<p>" + in("note's html") + "<img src=cid:x alt=" + in("note's image") + ">"})
	add("Message", client, out, nil)
	head := "From: A <" + address(agent) + ">\nSent: x\nCc: " + address(silent) + "\nBcc: " + blind["identifier"].(string) + ", " + strings.ToUpper(address(odd)) + "\nTo: " + client["identifier"].(string) + "\nSubject: " + out("quoted subject")
	add("Message", agent, out, obj{"text": out("own words") + "\n\n" + head})
	half := address(silent)
	add("Message", agent, out, obj{"text": "", "html": "<p>" + out("html") + " <b>" + half[:4] + "</b>" + half[4:] + ` <a href="mailto:` + address(agent) + `?cc=` + strings.ReplaceAll(half, "@", "%40") + `">` + out("link") +
		`</a><img src="https://i.example/` + half + `" alt="` + half + `"><!-- a comment -->`})
	for _, unseen := range []obj{silent, system, odd} { // they say nothing that the customer sees
		word := unseen["displayName"].(string)
		m.secret[word] = m.public[word]
		delete(m.public, word)
	}
	record := with(obj{
		"id": 77, "departmentId": in("department id"), "culture": "en-US", "ticketType": "Regular", "tags": []any{in("tag")}, "state": "Closed", "open": "2026-01-02T03:00:00Z",
		"owner":          with(obj{"id": in("owner id"), "gender": in("owner gender"), "UserName": address(agent), "culture": in("owner culture"), "uniqueArgument": in("owner argument"), "type": in("owner type")}, m.deep("owner")),
		"uniqueArgument": in("unique argument"), "primaryProtocolType": "Mail",
		"details": with(obj{"userAgent": in("user agent"), "iPAddress": in("ip"), "location": in("location"),
			"source": with(obj{"title": in("source title"), "uri": "https://" + in("source uri")}, m.deep("source")),
			"referral": with(obj{"adId": in("ad"), "adTitle": in("ad title"), "productId": in("product"), "refData": in("ref"), "fbPostId": in("post"),
				"utmParameters": with(obj{"utm_source": in("utm"), "utm_medium": in("utm medium"), "utm_campaign": in("utm campaign"), "utm_content": in("utm content"), "utm_term": in("utm term")}, m.deep("utm"))}, m.deep("referral"))}, m.deep("details")),
		"participants": []any{client, agent, silent, system, blind, odd}, "transactions": transactions,
		"dynamicParameters": []any{with(obj{"id": in("parameter id"), "flowId": in("flow"), "name": in("parameter"), "value": obj{"x": in("parameter value")}, "type": in("parameter type"), "creationDatetime": "2026-01-01T00:00:00Z"}, m.deep("parameter")),
			obj{"name": in("typed parameter"), "strValue": in("typed value")}},
		"ticketSummary":   with(obj{"userId": in("summary user"), "value": in("summary"), "lastUpdateTimestamp": "2026-01-01T00:00:00Z"}, m.deep("summary")),
		"movedToTicketId": 987650001, "movedFromTicketId": 987650002, "parentNestedTicketId": 987650003, "nestedTicketsIds": []any{987650004}, "transactionsCount": 987650005,
	}, m.deep("ticket"))
	for i, number := range []string{"987650001", "987650002", "987650003", "987650004", "987650005"} {
		m.secret[number] = fmt.Sprintf("number %d", i)
	}
	for i := 1; i <= 10; i++ {
		record[fmt.Sprintf("field%d", i)] = in(fmt.Sprintf("field %d", i))
	}
	raw, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	rec := decoded(t, string(raw))
	rec.Files = map[string]File{}
	for i := range rec.Ticket.Transactions {
		for _, a := range rec.Ticket.Transactions[i].Attachments {
			rec.Files[a.Key()] = File{Exception: &Exception{Code: "attachment_missing", Message: in("exception of " + string(rec.Ticket.Transactions[i].Type)), Tried: time.Unix(1e9, 0)}}
		}
	}
	return rec
}

var pdfStream = regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`)

// squeezedForms are the transcript's three forms as text without white space;
// of the PDF its words, its bytes and what its streams hold.
func squeezedForms(t *testing.T, transcript *Transcript) map[string]string {
	t.Helper()
	forms := map[string]string{"HTML": written(t, HTML, transcript), "JSON": written(t, JSON, transcript)}
	pdf := renderPDF(t, transcript, PDFOptions{})
	text := strings.ReplaceAll(inflated(pdf), "\x00", "") // UTF-16 of Latin words
	forms["PDF"] = pdfTool(t, pdf, "pdftotext", "FILE", "-")
	forms["PDF's bytes"] = text
	for name, form := range forms {
		forms[name] = strings.ToLower(strings.Join(strings.Fields(form), ""))
	}
	return forms
}

// inflated is a PDF's bytes, and behind them what its streams hold.
func inflated(pdf []byte) string {
	raw := bytes.NewBuffer(bytes.Clone(pdf))
	for _, stream := range pdfStream.FindAllSubmatch(pdf, -1) {
		if z, err := zlib.NewReader(bytes.NewReader(stream[1])); err == nil {
			_, _ = io.Copy(raw, z)
		}
	}
	return raw.String()
}

// forTheRecord is what of an internal copy stands in the JSON only, and of a
// legal one everywhere.
var forTheRecord = regexp.MustCompile(` guid$| file sanitization$|^exception of |^parameter id$|^flow$`)

// Whatever a ticket holds, the customer's copy tells what the customer may
// see, and the other two tell all.
func TestNothingInternalReachesTheCustomer(t *testing.T) {
	m := &markers{secret: map[string]string{}, public: map[string]string{}}
	rec := markedTicket(t, m)
	for _, audience := range []Audience{ForCustomer, Internal, Legal} {
		transcript := build(t, rec, Options{Audience: audience})
		for form, text := range squeezedForms(t, transcript) {
			var told, missing []string
			for word, what := range m.secret {
				if has := strings.Contains(text, word); has && audience == ForCustomer {
					told = append(told, what+" "+word)
				} else if !has && audience != ForCustomer && form != "PDF's bytes" && !(audience == Internal && form != "JSON" && forTheRecord.MatchString(what)) {
					missing = append(missing, what+" "+word)
				}
			}
			for word, what := range m.public {
				inJSON := audience == ForCustomer && strings.HasSuffix(what, " file identifier") // says nothing to a customer
				if !strings.Contains(text, word) && form != "PDF's bytes" && (form == "JSON" || !inJSON) {
					missing = append(missing, what+" "+word)
				}
			}
			slices.Sort(told)
			slices.Sort(missing)
			if len(told) > 0 {
				t.Errorf("%s for %s tells %d:\n%s", form, audience, len(told), strings.Join(told, "\n"))
			}
			if len(missing) > 0 {
				t.Errorf("%s for %s lacks %d:\n%s", form, audience, len(missing), strings.Join(missing, "\n"))
			}
		}
	}
}

// A copy in which nothing is left does not say that nothing was recorded.
func TestCustomerWithNothingToSee(t *testing.T) {
	rec := decoded(t, `{"id": 1, "culture": "en", "transactions": [{"type": "Note", "text": "secret"}]}`)
	transcript := build(t, rec, Options{Audience: ForCustomer})
	for form, text := range squeezedForms(t, transcript) {
		if strings.Contains(text, "nothingwasrecorded") || !strings.Contains(text, "thereisnothinginthistickettoshow") && (form == "PDF" || form == "HTML") {
			t.Errorf("%s: %s", form, text)
		}
	}
	if got, want := build(t, rec, Options{}).Say("page.empty"), "Nothing was recorded in this ticket."; got != want {
		t.Errorf("internal copy says %q, want %q", got, want)
	}
}

// Of a message that was taken back the customer is told just that.
func TestDeletedMessageForCustomer(t *testing.T) {
	rec := decoded(t, `{"id": 1, "culture": "en", "transactions": [
		{"id": 1, "dateTime": "2026-01-02T03:04:05Z", "type": "MessageDeleted", "text": "for somebody else", "html": "<b>for somebody else</b>", "fromParticipant": {"type": "User", "name": "Dana"},
			"attachments": [{"fileIdentifier": "f", "originalFileName": "theirs.pdf"}]},
		{"id": 2, "dateTime": "2026-01-02T03:04:06Z", "type": "MessageEdited", "text": "as it is now", "fromParticipant": {"type": "User", "name": "Dana"}}]}`)
	copied := build(t, rec, Options{Audience: ForCustomer}).Entries
	if e := &copied[0]; e.Kind != Event || e.Words != "Dana deleted a message" || len(e.Body) > 0 || e.Text != "" || len(e.Attachments) > 0 {
		t.Errorf("the customer is told %q: %+v", e.Words, e)
	}
	if got := copied[1].Text; got != "as it is now" {
		t.Errorf("the edited message says %q", got)
	}
	if e := &build(t, rec, Options{}).Entries[0]; e.Text != "for somebody else" || len(e.Attachments) != 1 {
		t.Errorf("our own copy lacks what was deleted: %+v", e)
	}
}
