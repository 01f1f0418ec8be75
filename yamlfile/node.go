package yamlfile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Node is a value in a file, with its place. Its methods take nothing for
// something else: a number is no list, nothing is no text, and what makes one
// part of a file mean another (anchors, aliases, tags, merging) is refused.
type Node struct {
	file File
	node ast.Node
	at   *token.Token
}

// Read returns the file's one document. None and several are errors.
func (f File) Read() (Node, error) {
	if !utf8.Valid(f.Data) {
		return Node{}, f.point(nil, errors.New("is not UTF-8: save it as UTF-8"))
	}
	parsed, err := parser.ParseBytes(f.Data, 0)
	if err != nil {
		return Node{}, f.Refused(err)
	}
	var documents []*ast.DocumentNode
	for _, d := range parsed.Docs {
		if _, directive := d.Body.(*ast.DirectiveNode); !directive {
			documents = append(documents, d)
		}
	}
	if len(documents) > 1 {
		return Node{}, f.point(documents[1].Start, errors.New("there is a second document"))
	}
	if len(documents) == 0 || documents[0].Body == nil || documents[0].Body.Type() == ast.NullType {
		return Node{}, f.point(nil, errors.New("there is nothing in it"))
	}
	return f.at(documents[0].Body), nil
}

// at finds where a node begins: of a mapping in lines that is its first key.
func (f File) at(node ast.Node) Node {
	n := Node{f, node, node.GetToken()}
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		n.at = m.Values[0].Key.GetToken()
	}
	return n
}

// Errorf makes an error at the node's place.
func (n Node) Errorf(format string, args ...any) error {
	return n.file.point(n.at, fmt.Errorf(format, args...))
}

// Text returns a scalar as it is written: 007 stays 007, and yes is a word.
// Nothing is an error.
func (n Node) Text() (string, error) {
	switch s := n.node.(type) {
	case *ast.StringNode:
		return s.Value, nil
	case *ast.LiteralNode:
		return s.Value.Value, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.at.Value, nil
	}
	return "", n.isNot("a text")
}

// List returns the items of a list.
func (n Node) List() ([]Node, error) {
	list, ok := n.node.(*ast.SequenceNode)
	if !ok {
		return nil, n.isNot("a list, as in [a, b]")
	}
	var items []Node
	for _, v := range list.Values {
		items = append(items, n.file.at(v))
	}
	return items, nil
}

func (n Node) isNot(wanted string) error {
	switch n.node.(type) {
	case *ast.NullNode:
		return n.Errorf("there is nothing here: it has to be %s", wanted)
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		return n.Errorf("anchors, aliases and tags are not allowed here: write it out, it has to be %s", wanted)
	}
	return n.Errorf("has to be %s", wanted)
}

// Mapping is keys and their values, in the order of the file.
type Mapping struct {
	Node
	Members []Member
}

// Member is a key with its value.
type Member struct {
	Key   string
	Place Node // of the key
	Value Node
}

// Mapping returns the members of a mapping. A key that stands twice was an
// error when the file was read.
func (n Node) Mapping() (Mapping, error) {
	block, ok := n.node.(*ast.MappingNode)
	if !ok {
		return Mapping{}, n.isNot("a mapping, as in key: value")
	}
	m := Mapping{Node: n}
	for _, v := range block.Values {
		place := Node{n.file, v.Key, v.Key.GetToken()}
		key, err := place.Text()
		if err != nil {
			return Mapping{}, err
		}
		m.Members = append(m.Members, Member{key, place, n.file.at(v.Value)})
	}
	return m, nil
}

// Only refuses keys other than those named.
func (m Mapping) Only(known ...string) error {
	for _, member := range m.Members {
		if !slices.Contains(known, member.Key) {
			return member.Place.Errorf("unknown key %s: allowed here: %s", strconv.Quote(member.Key), strings.Join(known, ", "))
		}
	}
	return nil
}

// Get returns the value of a key, if the mapping has it.
func (m Mapping) Get(key string) (Node, bool) {
	for _, member := range m.Members {
		if member.Key == key {
			return member.Value, true
		}
	}
	return Node{}, false
}
