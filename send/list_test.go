package send

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestReadList(t *testing.T) {
	two := []Item{{2, "220668019", "a@example.com"}, {3, "220689377", "b@example.com"}}
	for name, test := range map[string]struct {
		text string
		want []Item
	}{
		"commas":            {"ticket,address\n220668019,a@example.com\n220689377,b@example.com\n", two},
		"semicolons":        {"ticket;address\r\n220668019;a@example.com\r\n220689377;b@example.com\r\n", two},
		"tabs":              {"ticket\taddress\n220668019\ta@example.com\n220689377\tb@example.com", two},
		"byte order mark":   {"\ufeffTicket, Address \n220668019, a@example.com\n220689377,b@example.com\n", two},
		"other columns":     {"name,address,ticket\n\"Levi, Sara\",a@example.com,220668019\nb,b@example.com,220689377,more\n", two},
		"what Excel writes": {"\ufeffsep=;\r\nticket;address\r\n220668019;a@example.com\r\n", []Item{{3, "220668019", "a@example.com"}}},
		"empty lines":       {"ticket,address\n\n,\n220668019,\"Sara <a@example.com>\"\n", []Item{{4, "220668019", "Sara <a@example.com>"}}},
		"nothing":           {"ticket,address\n", nil},
	} {
		got, err := ReadList(strings.NewReader(test.text))
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for text, says := range map[string]string{
		"": "empty", "220668019,a@example.com\n": "first line", "ticket,ticket,address\n": "each once", "ticket,address\n1,a@example.com\n2\n": "line 3 has no",
		"ticket,address\n\"1,a\n": "line 2", "ticket,address\n1,\xff\n": "UTF-8", "\xff\xfet\x00i\x00": "UTF-8", "ticket,address\n1,\n": "line 2 has no",
	} {
		if got, err := ReadList(strings.NewReader(text)); !errors.Is(err, ErrList) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func FuzzReadList(f *testing.F) {
	f.Add("ticket,address\n1,a@example.com\n")
	f.Add("\ufeffsep=;\r\nticket;address\r\n1;\"a\"\"b\"\r\n")
	f.Add("ticket\taddress\n\"\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		items, err := ReadList(strings.NewReader(text))
		if err != nil && (!errors.Is(err, ErrList) || items != nil) {
			t.Fatalf("%v, %v", items, err)
		}
		last, lines := 1, strings.Count(text, "\n")+1
		for _, item := range items {
			if item.Ticket == "" || item.To == "" || item.Line <= last || item.Line > lines || !utf8.ValidString(item.To) {
				t.Errorf("%+v after line %d of %d", item, last, lines)
			}
			last = item.Line
		}
	})
}
