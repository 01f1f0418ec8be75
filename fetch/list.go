package fetch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/glassix-archiver/archiver/ticket"
)

// emptyPages in a row that a list may have before it counts as endless. One
// with nothing but tickets that it brought before is as good as empty.
const emptyPages = 1000

// List asks for the closed tickets of a window and yields their heads, which
// have no transactions, page after page until the service says that there are
// no more. The order is the service's. A ticket is listed in every window in
// which it was opened, closed or last active, and may come twice in one: the
// caller tells them apart by id, and tests state and closing time itself,
// since the service's filter is a wish. A head that can't be read comes as a
// *HeadError: it concerns that ticket only, and the list goes on. Any other
// error is the last thing yielded; without one the window is complete, but for
// the tickets of such heads.
func (c *Client) List(ctx context.Context, w Window) iter.Seq2[*ticket.Ticket, error] {
	op := "list tickets of " + w.String()
	return func(yield func(*ticket.Ticket, error) bool) {
		query, seen, met, empty := w.query(), map[string]bool{}, map[ticket.Number]bool{}, 0
		for {
			page, err := c.page(ctx, op, query)
			if err != nil {
				yield(nil, err)
				return
			}
			before := len(met)
			for _, h := range page.heads {
				if !h.yield(op, yield) {
					return
				}
				met[h.id] = true
			}
			if page.next == "" {
				return
			}
			if empty++; len(met) > before {
				empty = 0
			}
			if seen[page.next] || empty >= emptyPages {
				yield(nil, fmt.Errorf("%s: the service's pages repeat", op))
				return
			}
			seen[page.next] = true
			query = url.Values{"page": {page.next}} // and no other parameter
		}
	}
}

type page struct {
	heads []head
	next  string // the token of the next page, empty on the last
}

func (c *Client) page(ctx context.Context, op string, query url.Values) (p page, err error) {
	err = c.do(ctx, call{
		op: op, method: http.MethodGet, path: "/tickets/list", query: query,
		accept: func(answer []byte) error {
			p, err = readPage(answer)
			return err
		},
	})
	return p, err
}

func readPage(answer []byte) (page, error) {
	var said struct {
		Tickets json.RawMessage
		Paging  json.RawMessage
	}
	if err := json.Unmarshal(withoutMark(answer), &said); err != nil {
		return page{}, err
	}
	if len(said.Tickets) == 0 { // absent, unlike empty: some other document
		return page{}, errors.New(`JSON without "tickets"`)
	}
	var heads []json.RawMessage
	if err := json.Unmarshal(said.Tickets, &heads); err != nil {
		return page{}, err
	}
	next, err := nextPage(said.Paging)
	if err != nil {
		return page{}, err
	}
	p := page{next: next}
	for i, raw := range heads {
		p.heads = append(p.heads, readHead(i, raw))
	}
	return p, nil
}

// nextPage finds the token of the next page. The end of a list has many
// forms; whatever is none of them is an error, never an end.
func nextPage(paging json.RawMessage) (string, error) {
	paging = bytes.TrimSpace(paging)
	if len(paging) == 0 || bytes.Equal(paging, []byte("null")) || bytes.Equal(paging, []byte(`""`)) {
		return "", nil
	}
	var said struct{ Next *string }
	if err := json.Unmarshal(paging, &said); err != nil {
		return "", fmt.Errorf("paging: %w", err)
	}
	if said.Next == nil || strings.TrimSpace(*said.Next) == "" {
		return "", nil
	}
	return pageToken(strings.TrimSpace(*said.Next))
}

// pageToken takes the token out of the next page's address. The rest of the
// address is not used: it is the answer's word on where to send our token.
func pageToken(next string) (string, error) {
	_, query, _ := strings.Cut(next, "?")
	query, _, _ = strings.Cut(query, "#")
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.EqualFold(name, "page") {
			continue
		}
		// A plus sign is base64 here, not a blank.
		token, err := url.PathUnescape(value)
		if err == nil && token != "" {
			return token, nil
		}
	}
	return "", errors.New("paging: the next page's address has no page in it")
}
