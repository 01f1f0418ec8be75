package s3

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/glassix-archiver/archiver/storage"
)

var (
	errNoRegion      = errors.New("no region is set")
	errNoCredentials = errors.New("no credentials")
	errNotS3         = errors.New("the endpoint is not S3")
)

// failed makes the error that the caller gets, nil of nil.
func failed(op, key string, err error) error {
	if err == nil {
		return nil
	}
	e := &storage.Error{Op: op, Key: key, Err: err}
	if errors.Is(err, storage.ErrNoLock) {
		e.Next = noLockHint
		if op == "put" { // as the next that is to be locked would fail
			e.Err = &short{err.Error(), errors.Join(storage.ErrUnwritable, err)}
		}
		return e
	}
	if isContext(err) || isOurs(err) {
		return e
	}
	if isFolder(err) {
		e.Err = fmt.Errorf("%w: %s", storage.ErrConflict, text(err))
		return e
	}
	if isNotFound(err) {
		e.Err = storage.ErrNotFound
		return e
	}
	e.Err = &short{text(err), err}
	e.Next = hint(op, code(err))
	if e.Next != "" && writes[op] {
		e.Err = fmt.Errorf("%w: %w", storage.ErrUnwritable, e.Err)
	}
	if isNetwork(err) {
		e.Next = "check AWS_ENDPOINT_URL_S3, AWS_REGION and the network"
	}
	return e
}

// failedOpen makes the error of a store that can't be opened. It says nothing of
// writing: the store may be opened to read.
func failedOpen(location string, err error) error {
	e := &storage.Error{Op: "store", Key: location, Err: err}
	if isContext(err) {
		return e
	}
	e.Err, e.Next = &short{text(err), err}, hints[code(err)]
	_, noProfile := errors.AsType[config.SharedConfigProfileNotExistError](err)
	switch region := region(err); {
	case errors.Is(err, errNoRegion):
		e.Next = "set AWS_REGION"
	case errors.Is(err, errNoCredentials):
		e.Next = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
	case isForeign(err):
		e.Next = "check AWS_ENDPOINT_URL_S3"
	case noProfile:
		e.Next = "check AWS_PROFILE"
	case isNetwork(err):
		e.Next = "check AWS_ENDPOINT_URL_S3, AWS_REGION and the network"
		return e
	case region != "" && status(err) == http.StatusMovedPermanently:
		e.Next = "set AWS_REGION to " + region
	}
	e.Err = &short{e.Err.Error(), errors.Join(storage.ErrUnwritable, err)}
	return e
}

// region is where S3 says that the bucket is, "" if it does not.
func region(err error) string {
	if res, ok := errors.AsType[*smithyhttp.ResponseError](err); ok && res.Response != nil {
		return clean(res.Response.Header.Get("X-Amz-Bucket-Region"))
	}
	return ""
}

// A short is an SDK's error in few words. The SDK's own are long, and of more
// than one line at times.
type short struct {
	text string
	err  error
}

func (e *short) Error() string { return e.text }
func (e *short) Unwrap() error { return e.err }

// text says what went wrong: S3's code and words, or the innermost error of the
// network, without the URL.
func text(err error) string {
	if isForeign(err) && status(err) != 0 {
		return fmt.Sprintf("%v (HTTP %d)", errNotS3, status(err))
	}
	if errors.Is(err, errNoCredentials) && strings.Contains(err.Error(), "no EC2 IMDS role found") {
		return errNoCredentials.Error() // the last place where the SDK looks
	}
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err
		}
		return clean(err.Error())
	}
	s := api.ErrorCode()
	if m := api.ErrorMessage(); m != "" && m != s {
		s += ": " + m
	}
	if res, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		s += fmt.Sprintf(" (HTTP %d, request %s)", res.HTTPStatusCode(), res.ServiceRequestID())
	}
	return clean(s)
}

// clean makes one line of bounded length of a server's words.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300]) + "…"
	}
	return s
}

// code is S3's error code, "" if S3 did not answer.
func code(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// message is what S3 says beside its code.
func message(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorMessage()
	}
	return ""
}

func status(err error) int {
	if res, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		return res.HTTPStatusCode()
	}
	return 0
}

// isNotFound: there is no such key. (A HEAD has no code but "NotFound".)
func isNotFound(err error) bool {
	c := code(err)
	return c == "NoSuchKey" || c == "NotFound"
}

// isDigest: the server's hash of what it got is not the one that was promised.
func isDigest(err error) bool {
	c := code(err)
	return c == "BadDigest" || c == "XAmzContentSHA256Mismatch" || c == "XAmzContentChecksumMismatch"
}

// isFolder: the server keeps objects as files, and the key is a folder of another
// or the other way round. S3 itself knows no folders.
func isFolder(err error) bool {
	c := code(err)
	return c == "ExistingObjectIsDirectory" || c == "ObjectParentIsFile"
}

// isUnclear: the object may have been taken nevertheless. NoSuchUpload is what a
// repeated completion gets once the first has done it.
func isUnclear(err error) bool {
	if isContext(err) || isOurs(err) || isFolder(err) {
		return false
	}
	st := status(err)
	return st == 0 || st >= 500 && st != http.StatusInsufficientStorage ||
		st == http.StatusPreconditionFailed || st == http.StatusConflict || st == http.StatusRequestTimeout ||
		st == http.StatusTooManyRequests || code(err) == "NoSuchUpload"
}

// isForeign: the answer can't be S3's, like a web page.
func isForeign(err error) bool {
	return errors.Is(err, errNotS3) || status(err) >= 300 && code(err) == ""
}

func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func isOurs(err error) bool {
	return errors.Is(err, storage.ErrRetained) || errors.Is(err, storage.ErrNoLock) || errors.Is(err, storage.ErrConflict) || errors.Is(err, storage.ErrMismatch) || errors.Is(err, storage.ErrKey) ||
		errors.Is(err, errBody)
}

func isNetwork(err error) bool {
	_, ok := errors.AsType[net.Error](err)
	return ok && code(err) == ""
}
