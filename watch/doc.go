// Package watch repeats runs as a service and reports its health: Loop decides
// when the next run is due, Monitor answers /healthz and /metrics, and Webhook
// receives the service's notice that a ticket was closed. The package does not
// know what a run does, only how it ends.
package watch
