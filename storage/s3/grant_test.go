package s3

import "testing"

func TestGrant(t *testing.T) {
	rights := []string{"s3:PutObject", "s3:ListBucket", "s3:GetBucketVersioning", "s3:GetObject", "s3:PutObject"}
	for location, want := range map[string]string{
		"s3://b/acme/x": `{"Effect":"Allow","Action":["s3:ListBucket"],"Resource":"arn:aws:s3:::b","Condition":{"StringLike":{"s3:prefix":"acme/x/*"}}},
{"Effect":"Allow","Action":["s3:GetBucketVersioning"],"Resource":"arn:aws:s3:::b"},
{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/acme/x/*"}`,
		"s3://b": `{"Effect":"Allow","Action":["s3:ListBucket"],"Resource":"arn:aws:s3:::b"},
{"Effect":"Allow","Action":["s3:GetBucketVersioning"],"Resource":"arn:aws:s3:::b"},
{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"}`,
		"nowhere": "",
	} {
		if got := Grant(location, rights); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", location, got, want)
		}
	}
}
