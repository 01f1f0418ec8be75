package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
)

// invented is a store of invented tickets, made up whenever they are read: the
// same each time. Only what search needs of a Store is there.
type invented struct {
	storage.Store // nil
	tickets       int
	words         []string // the commonest first
	people        []string
}

const (
	messagesATicket = 8
	wordsAMessage   = 12
	inventedMonths  = 60
	inventedWords   = 200_000
	inventedPeople  = 50_000
	firstInvented   = 200_000_000 // a ticket's number
)

func newInvented(messages int) *invented {
	s := &invented{tickets: max(1, messages/messagesATicket)}
	rnd := rand.New(rand.NewPCG(1, 2))
	alphabets := [][]rune{[]rune("אבגדהוזחטילמנסעפקרשת"), []rune("abcdefghilmnoprstuvy"), []rune("ابتجحدرسشصطعفقكلمنهوي"), []rune("0123456789")}
	shares := []int{45, 80, 90, 100} // Hebrew, English, Arabic, numbers, in percent
	met := map[string]bool{}
	invent := func(alphabet []rune, letters int) string {
		word := make([]rune, letters)
		for i := range word {
			word[i] = alphabet[rnd.IntN(len(alphabet))]
		}
		return string(word)
	}
	for len(s.words) < inventedWords {
		which, n := rnd.IntN(100), 0
		for which >= shares[n] {
			n++
		}
		// common words are short
		word := invent(alphabets[n], 2+rnd.IntN(3)+len(fmt.Sprint(len(s.words)))/2)
		if !met[word] {
			met[word] = true
			s.words = append(s.words, word)
		}
	}
	for range inventedPeople {
		s.people = append(s.people, invent(alphabets[rnd.IntN(3)], 5)+" "+invent(alphabets[rnd.IntN(3)], 6))
	}
	return s
}

func (s *invented) String() string { return fmt.Sprintf("invented://%d", s.tickets) }

// closed is when the i-th ticket was closed.
func (s *invented) closed(i int) time.Time {
	month := i * inventedMonths / s.tickets
	first := time.Date(2020, time.January+time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	inMonth := i - (month*s.tickets+inventedMonths-1)/inventedMonths
	return first.Add(time.Duration(inMonth) * 27 * 24 * time.Hour / time.Duration(s.tickets/inventedMonths+1))
}

func (s *invented) key(i int) archive.Key {
	closed := s.closed(i)
	return archive.Key{Department: "invented", Closed: closed, Ticket: int64(firstInvented + i), Revision: closed.Format("20060102T150405.0000000Z")}
}

func (s *invented) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		for i := range s.tickets {
			if ctx.Err() != nil {
				yield(storage.Info{}, ctx.Err())
				return
			}
			if !yield(storage.Info{Key: s.key(i).String(), Size: 1}, nil) {
				return
			}
		}
	}
}

func (s *invented) Open(ctx context.Context, key string) (storage.Reader, error) {
	k, err := archive.ParseKey(key)
	if err != nil || k.Ticket < firstInvented || k.Ticket >= firstInvented+int64(s.tickets) {
		return nil, errors.Join(storage.ErrNotFound, err)
	}
	var made, zip bytes.Buffer
	if err := render.JSON(&made, s.transcript(int(k.Ticket-firstInvented))); err != nil {
		return nil, err
	}
	err = bundle.Write(ctx, &zip, fmt.Sprint(k.Ticket), nil, []bundle.File{bundle.Bytes("transcript.json", "application/json", made.Bytes())})
	return inMemory{bytes.NewReader(zip.Bytes()), int64(zip.Len())}, err
}

type inMemory struct {
	*bytes.Reader
	size int64
}

func (m inMemory) Info() storage.Info { return storage.Info{Size: m.size} }
func (m inMemory) Close() error       { return nil }

func (s *invented) transcript(i int) *render.Transcript {
	rnd := rand.New(rand.NewPCG(3, uint64(i)))
	zipf := rand.NewZipf(rnd, 1.05, 2, inventedWords-1)
	closed := s.closed(i)
	channels := []string{"WhatsApp", "Mail", "Web", "SMS", "FBmessenger"}
	t := &render.Transcript{Schema: "transcript/1", Exceptions: []render.Exception{}}
	t.Header = render.Header{Number: int64(firstInvented + i), State: "Closed", Channel: channels[rnd.IntN(len(channels))], Department: render.Department{ID: "invented"},
		Closed: render.Time{UTC: closed}, Tags: []string{fmt.Sprintf("tag%d", rnd.IntN(30))}}
	if rnd.IntN(1000) == 0 {
		t.Header.Tags = append(t.Header.Tags, "litigation")
	}
	number := rnd.IntN(inventedPeople)
	customer := render.Participant{ID: 1, Name: s.people[number], Role: render.Customer, Identifier: fmt.Sprintf("97250%07d", number), Active: true}
	agent := render.Participant{ID: 2, Name: fmt.Sprintf("agent %d", rnd.IntN(40)), Role: render.Agent, Active: true}
	t.Participants = []render.Participant{customer, agent}
	for n := range messagesATicket {
		said := make([]string, 1+rnd.IntN(2*wordsAMessage-1))
		for w := range said {
			said[w] = s.words[zipf.Uint64()]
		}
		author := customer
		if n%2 == 1 {
			author = agent
		}
		t.Entries = append(t.Entries, render.Entry{Index: n + 1, Kind: render.Message, Type: "Message", Author: author, Text: strings.Join(said, " "),
			Time: render.Time{UTC: closed.Add(time.Duration(n-messagesATicket) * time.Minute)}})
	}
	return t
}
