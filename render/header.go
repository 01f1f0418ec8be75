package render

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/glassix-archiver/archiver/ticket"
)

var signedQuery = regexp.MustCompile(`(https?://[^\s"'<>?]*)\?[^\s"'<>]*X-Amz-[^\s"'<>]*`)

// header gathers the facts that the audience may see.
func (b *builder) header() Header {
	t := b.rec.Ticket
	h := Header{
		Number:     int64(t.ID),
		State:      string(t.State),
		Channel:    string(t.PrimaryProtocolType),
		Department: Department{Name: Visible(b.rec.Department)},
		Owner:      b.owner(),
		Opened:     timeOf(t.Open),
		Closed:     timeOf(t.Close),
		ClosedAuto: bool(t.WasClosedAutomatically),
		Scrambled:  bool(t.IsScrambled),
	}
	if !b.customer() {
		b.internalHeader(&h, t)
	}
	return h
}

// internalHeader adds what stays in the house.
func (b *builder) internalHeader(h *Header, t *ticket.Ticket) {
	for _, f := range t.Fields() {
		if strings.TrimSpace(f.Value) != "" {
			h.Fields = append(h.Fields, Field{Number: f.Number, Value: f.Value})
		}
	}
	h.Title = title(h.Fields)
	h.Type, h.Culture = string(t.Type), string(t.Culture)
	h.LastActivity, h.Incoming = timeOf(t.LastActivity), bool(t.IsIncoming)
	h.Department.ID = string(t.DepartmentID)
	for _, tag := range t.Tags {
		h.Tags = append(h.Tags, Visible(string(tag)))
	}
	h.UniqueArgument = string(t.UniqueArgument)
	h.Summary = string(t.Summary.Value)
	h.MovedTo, h.MovedFrom = int64(t.MovedToTicketID), int64(t.MovedFromTicketID)
	h.ParentNested = int64(t.ParentNestedTicketID)
	for _, n := range t.NestedTicketIDs {
		h.Nested = append(h.Nested, int64(n))
	}
	if t.TransactionsCount != nil {
		n := int64(*t.TransactionsCount)
		h.TransactionsCount = &n
	}
	d := &t.Details
	h.UserAgent, h.IPAddress, h.Location = string(d.UserAgent), string(d.IPAddress), string(d.Location)
	h.SourceTitle, h.SourceURI = string(d.Source.Title), string(d.Source.URI)
	h.Referral = filled("adId", d.Referral.AdID, "adTitle", d.Referral.AdTitle, "productId", d.Referral.ProductID,
		"refData", d.Referral.RefData, "fbPostId", d.Referral.FBPostID)
	h.UTM = filled("utm_source", d.Referral.UTM.Source, "utm_medium", d.Referral.UTM.Medium,
		"utm_campaign", d.Referral.UTM.Campaign, "utm_content", d.Referral.UTM.Content, "utm_term", d.Referral.UTM.Term)
	h.Parameters = parameters(t.DynamicParameters)
	h.Other = otherFacts(t)
}

// filled pairs names with values, and keeps those that say something.
func filled(pairs ...ticket.Text) []NameValue {
	var list []NameValue
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			list = append(list, NameValue{Name: string(pairs[i]), Value: string(pairs[i+1])})
		}
	}
	return list
}

func parameters(list []ticket.DynamicParameter) []Parameter {
	var params []Parameter
	for i := range list {
		p := &list[i]
		params = append(params, Parameter{
			Name: string(p.Name), Type: string(p.Type), Value: p.Text(),
			ID: string(p.ID), FlowID: string(p.FlowID), Created: timeOf(p.Created),
		})
	}
	return params
}

func otherFacts(t *ticket.Ticket) []NameValue {
	d := &t.Details
	list := others("", t.Extra)
	if t.Summary.Value != "" {
		list = append(list, filled("ticketSummary.userId", t.Summary.UserID,
			"ticketSummary.lastUpdateTimestamp", ticket.Text(t.Summary.LastUpdate.Original))...)
	}
	list = append(list, others("ticketSummary.", t.Summary.Extra)...)
	list = append(list, others("owner.", t.Owner.Extra)...)
	list = append(list, others("details.", d.Extra)...)
	list = append(list, others("details.source.", d.Source.Extra)...)
	list = append(list, others("details.referral.", d.Referral.Extra)...)
	list = append(list, others("details.referral.utmParameters.", d.Referral.UTM.Extra)...)
	for i := range t.DynamicParameters {
		p := &t.DynamicParameters[i]
		list = append(list, others("dynamicParameters."+string(p.Name)+".", p.Extra)...)
	}
	return list
}

const maxTitle = 120 // characters

// title is the first field that reads like words: one with three letters or
// more that is not an address or an identifier.
func title(fields []Field) string {
	for _, f := range fields {
		letters := 0
		for _, r := range f.Value {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		if letters >= 3 && !strings.ContainsAny(f.Value, "@{}<>") && !strings.Contains(f.Value, "://") {
			return clip(Visible(f.Value), maxTitle)
		}
	}
	return ""
}

func clip(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return strings.TrimSpace(string(r[:limit])) + "…"
	}
	return s
}
