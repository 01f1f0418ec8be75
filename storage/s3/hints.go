package s3

// hints are what to do about an answer that the next object would get as well,
// by S3's error code.
var hints = map[string]string{
	"AccessDenied":                 allow("s3:ListBucket, s3:GetObject, s3:PutObject and s3:AbortMultipartUpload"),
	"Forbidden":                    "check the credentials, and that they may s3:ListBucket and s3:GetObject there",
	"AllAccessDisabled":            "ask AWS support",
	"AccountProblem":               "ask AWS support",
	"InvalidAccessKeyId":           "check AWS_ACCESS_KEY_ID or AWS_PROFILE",
	"XAdminUserNotFound":           "check AWS_ACCESS_KEY_ID or AWS_PROFILE", // versitygw's
	"SignatureDoesNotMatch":        "check AWS_SECRET_ACCESS_KEY",
	"ExpiredToken":                 "get new credentials, these have expired",
	"InvalidToken":                 "check AWS_SESSION_TOKEN",
	"RequestTimeTooSkewed":         "set this machine's clock right",
	"NoSuchBucket":                 "create the bucket, or choose another with --store",
	"InvalidBucketName":            "choose another bucket with --store",
	"PermanentRedirect":            "set AWS_REGION to the bucket's region",
	"AuthorizationHeaderMalformed": "set AWS_REGION to the bucket's region",
	"IllegalLocationConstraint":    "set AWS_REGION to the bucket's region",
	"QuotaExceeded":                "the store is full: free some space, or choose another with --store",
	"XMinioStorageFull":            "the store is full: free some space, or choose another with --store",
	"InsufficientStorage":          "the store is full: free some space, or choose another with --store",
	"KMS.DisabledException":        "enable the bucket's KMS key",
	"KMS.NotFoundException":        "check the KMS key, which has to be in the bucket's region",
	"InvalidStorageClass":          "choose another storage_class in the policy",
	"MethodNotAllowed":             "check AWS_ENDPOINT_URL_S3: the endpoint does not seem to be S3",
}

const noLockHint = "turn on versioning and Object Lock in the bucket's settings, choose another bucket with --store, or ask for lock: none in the policy"

// rights are what an operation needs besides, to name when it is denied.
var rights = map[string]string{
	"put": "s3:ListBucket, s3:GetObject, s3:PutObject and s3:AbortMultipartUpload; for what is locked also s3:PutObjectRetention, " +
		"s3:PutObjectLegalHold, s3:GetBucketVersioning and s3:GetBucketObjectLockConfiguration",
	"locks":  "s3:GetBucketVersioning and s3:GetBucketObjectLockConfiguration",
	"kept":   "s3:GetObject, s3:GetObjectRetention and s3:GetObjectLegalHold",
	"extend": "s3:GetObjectRetention and s3:PutObjectRetention, and s3:BypassGovernanceRetention to make compliance of governance",
	"hold":   "s3:PutObjectLegalHold",
	"hidden": "s3:ListBucketVersions and s3:GetObjectVersion",
	"delete": "s3:ListBucketVersions, s3:GetObjectVersion, s3:GetObjectRetention, s3:GetObjectLegalHold and s3:DeleteObjectVersion",
}

// writes are the operations that fail for the store's sake where there is a hint.
var writes = map[string]bool{"put": true, "extend": true, "hold": true, "delete": true, "swap": true}

// hint says what to do when S3 answers code to op, "" if nothing is known.
func hint(op, code string) string {
	if names := rights[op]; names != "" && code == "AccessDenied" {
		return allow(names)
	}
	return hints[code]
}

func allow(rights string) string { return "allow these credentials " + rights + " there" }
