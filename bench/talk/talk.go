// Package talk invents conversations for measurements. No two are alike, but
// their words repeat as in real ones: they are drawn by Zipf's law from two
// vocabularies, so a cache of words helps as much as it would for a helpdesk's
// tickets, and no more.
package talk

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/ticket"
)

// The shape of a conversation.
const (
	vocabulary   = 3000 // words of each language
	fewestWords  = 4    // in a message
	mostWords    = 28
	hebrewShare  = 0.75 // of messages; the others are English
	foreignShare = 0.06 // of a Hebrew message's words that are English
	numberShare  = 0.05
	emojiShare   = 0.1 // of messages
)

// Ticket makes a closed ticket of that many messages between a customer and
// an agent. The same seed gives the same ticket; another one gives other
// sentences, of the same vocabulary.
func Ticket(messages int, seed uint64) *ticket.Ticket {
	s := newSpeaker(seed)
	start := time.Date(2026, 1, 4, 8, 0, 0, 0, time.UTC)
	client := ticket.Participant{ID: 1, Name: "רותם כהן", Type: ticket.Client, ProtocolType: "WhatsApp"}
	agent := ticket.Participant{ID: 2, Name: "דנה פרץ", DisplayName: "Dana", Type: ticket.User, ProtocolType: "WhatsApp"}
	t := &ticket.Ticket{ID: ticket.Number(220000000 + seed%1e6), Culture: "he-IL", State: ticket.Closed, PrimaryProtocolType: "WhatsApp",
		Field1: ticket.Text(s.sentence(true, 4)), Open: ticket.Time{Time: start}, Participants: []ticket.Participant{client, agent}}
	at := start
	for i := range messages {
		from := client
		if i%2 == 1 {
			from = agent
		}
		at = at.Add(time.Duration(20+s.IntN(900)) * time.Second)
		t.Transactions = append(t.Transactions, ticket.Transaction{ID: ticket.Number(i + 1), Type: ticket.Message, FromProtocol: "WhatsApp",
			Status: "Read", From: from, DateTime: ticket.Time{Time: at}, Text: ticket.Text(s.message())})
	}
	t.Close, t.LastActivity = ticket.Time{Time: at}, ticket.Time{Time: at}
	return t
}

// speaker draws words.
type speaker struct {
	*rand.Rand
	rank            *rand.Zipf
	hebrew, english []string
}

func newSpeaker(seed uint64) *speaker {
	r := rand.New(rand.NewPCG(seed, 0x5eed))
	return &speaker{Rand: r, rank: rand.NewZipf(r, 1.1, 4, vocabulary-1), hebrew: hebrew, english: english}
}

// The vocabularies are the same whatever the seed.
var (
	hebrew  = words([]rune("אבגדהוזחטילמנסעפצקרשת"))
	english = words([]rune("etaoinshrdlcumwfgypbvk"))
)

func words(letters []rune) []string {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]string, vocabulary)
	for i := range list {
		word := make([]rune, 2+r.IntN(7))
		for j := range word {
			word[j] = letters[min(r.IntN(len(letters)), r.IntN(len(letters)+6))]
		}
		list[i] = string(word)
	}
	return list
}

var (
	ends  = []string{".", ".", "?", "!", ",", " -"}
	emoji = []string{"🙏🏻", "👍", "😀", "❤️", "👨‍👩‍👧", "🇮🇱", "🎉", "😢"}
)

func (s *speaker) message() string {
	text := s.sentence(s.Float64() < hebrewShare, fewestWords+s.IntN(mostWords-fewestWords+1))
	if s.Float64() < emojiShare {
		text += " " + emoji[s.IntN(len(emoji))]
	}
	return text
}

func (s *speaker) sentence(inHebrew bool, length int) string {
	var b strings.Builder
	for i := range length {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch {
		case s.Float64() < numberShare:
			b.WriteString(number(s.IntN(100000)))
		case inHebrew && s.Float64() >= foreignShare:
			b.WriteString(s.hebrew[s.rank.Uint64()])
		default:
			b.WriteString(s.english[s.rank.Uint64()])
		}
		if i+1 == length || s.IntN(9) == 0 {
			b.WriteString(ends[s.IntN(len(ends))])
		}
	}
	return b.String()
}

// number writes n with a separator of thousands.
func number(n int) string {
	digits := []byte{}
	for i := 0; n > 0 || i == 0; i++ {
		if i > 0 && i%3 == 0 {
			digits = append(digits, ',')
		}
		digits = append(digits, byte('0'+n%10))
		n /= 10
	}
	for i, j := 0, len(digits)-1; i < j; i, j = i+1, j-1 {
		digits[i], digits[j] = digits[j], digits[i]
	}
	return string(digits)
}
