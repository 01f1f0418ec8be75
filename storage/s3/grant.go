package s3

import (
	"encoding/json"
	"slices"
	"strings"
)

// statement is one of an IAM policy.
type statement struct {
	Effect    string
	Action    []string
	Resource  string
	Condition any `json:",omitempty"`
}

// Grant writes IAM statements: rights on the bucket for its address, those on
// objects for what is below the prefix, and listings for that alone.
func (s *Store) Grant(rights []string) string { return grant(s.bucket, s.prefix, rights) }

// Grant is that of a store at location which could not be opened, "" if there can
// be none.
func Grant(location string, rights []string) string {
	bucket, prefix, err := parse(location)
	if err != nil {
		return ""
	}
	return grant(bucket, prefix, rights)
}

func grant(bucket, prefix string, rights []string) string {
	var lists, settings, objects []string
	for _, right := range slices.Compact(slices.Sorted(slices.Values(rights))) {
		switch {
		case strings.HasPrefix(right, "s3:ListBucket"):
			lists = append(lists, right)
		case strings.HasPrefix(right, "s3:GetBucket"):
			settings = append(settings, right)
		default:
			objects = append(objects, right)
		}
	}
	arn := "arn:aws:s3:::" + bucket
	var below any
	if prefix != "" {
		below = map[string]any{"StringLike": map[string]string{"s3:prefix": prefix + "*"}}
	}
	all := []statement{{"Allow", lists, arn, below}, {"Allow", settings, arn, nil}, {"Allow", objects, arn + "/" + prefix + "*", nil}}
	var lines []string
	for _, one := range all {
		if len(one.Action) == 0 {
			continue
		}
		line, err := json.Marshal(one)
		if err != nil {
			return "" // texts and lists of them always can be
		}
		lines = append(lines, string(line))
	}
	return strings.Join(lines, ",\n")
}
