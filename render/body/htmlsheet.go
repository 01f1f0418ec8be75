package body

import "strings"

// Bounds on what is read of a page's style sheets.
const (
	maxSheet = 64 << 10 // bytes
	maxRules = 500
	maxRule  = 1 << 10 // bytes of declarations, for a selector and for a tag
)

// sheet notes the rules of a style sheet whose selector is one class or one
// id, alone or of an element. Others, and those that hold for some screens
// only, are not read: what they hide is taken for seen.
func (b *htmlBuilder) sheet(css string) {
	css = withoutComments(css[:min(len(css), maxSheet)])
	for len(b.rules) < maxRules {
		selectors, rest, found := strings.Cut(css, "{")
		if !found {
			return
		}
		selectors = strings.ToLower(strings.TrimSpace(selectors[strings.LastIndexByte(selectors, ';')+1:]))
		if strings.HasPrefix(selectors, "@") {
			css = behindBlock(rest)
			continue
		}
		declared, behind, _ := strings.Cut(rest, "}")
		css = behind
		for selector := range strings.SplitSeq(selectors, ",") {
			if selector = strings.TrimSpace(selector); simple(selector) {
				b.addRule(selector, declared+";")
			}
		}
	}
}

func (b *htmlBuilder) addRule(selector, declared string) {
	if b.rules == nil {
		b.rules = make(map[string]string)
	}
	if known := b.rules[selector]; len(known)+len(declared) <= maxRule {
		b.rules[selector] = known + declared
	}
}

// rulesOf are the declarations that the style sheets have for a tag.
func (b *htmlBuilder) rulesOf(t tag) string {
	if b.rules == nil || t.attr == nil {
		return ""
	}
	css := ""
	add := func(mark, name string) {
		name = mark + strings.ToLower(name)
		css += b.rules[name] + b.rules[t.name+name]
	}
	for class := range strings.FieldsSeq(t.attr["class"]) {
		if add(".", class); len(css) > maxRule {
			break
		}
	}
	if id := t.attr["id"]; id != "" {
		add("#", id)
	}
	return css
}

func simple(selector string) bool {
	at := strings.IndexAny(selector, ".#")
	return at >= 0 && !strings.ContainsAny(selector[at+1:], " .#:>+~[*") && !strings.ContainsAny(selector[:at], " :>+~[*")
}

// behindBlock is what follows the end of a block that has begun.
func behindBlock(css string) string {
	for depth := 1; ; {
		i := strings.IndexAny(css, "{}")
		if i < 0 {
			return ""
		}
		if css[i] == '{' {
			depth++
		} else if depth--; depth == 0 {
			return css[i+1:]
		}
		css = css[i+1:]
	}
}

func withoutComments(css string) string {
	var out strings.Builder
	for {
		plain, rest, found := strings.Cut(css, "/*")
		out.WriteString(plain)
		if !found {
			return strings.NewReplacer("<!--", "", "-->", "").Replace(out.String())
		}
		_, css, _ = strings.Cut(rest, "*/")
	}
}
