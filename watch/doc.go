// Package watch makes a service of runs, and shows how it does: Loop says when
// the next run is due, Monitor answers /healthz and /metrics, Webhook takes
// the service's word that something was closed. What a run does is not known
// here, only what comes of it.
package watch
