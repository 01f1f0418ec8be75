package archive

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/glassix-archiver/archiver/storage"
)

// settle stores the inventory and the reconciliation, then the report: a run
// is done when its report is there.
func (r *run) settle(ctx context.Context) error {
	standing, err := r.adopt(ctx)
	if err != nil {
		return fmt.Errorf("check the bundles met again: %w", err)
	}
	r.report.Exceptions = append(r.report.Exceptions, standing...)
	if err := r.balance(); err != nil {
		return err
	}
	if err := r.enter(ctx); err != nil {
		return err
	}
	if r.report.InventorySHA256, err = r.inventory.put(ctx, r.Store, inventoryKey(r.report.Run)); err != nil {
		return fmt.Errorf("store the inventory: %w", err)
	}
	if r.report.ReconciliationSHA256, err = r.ledger.lines.put(ctx, r.Store, fatesKey(r.report.Run)); err != nil {
		return fmt.Errorf("store the reconciliation: %w", err)
	}
	data, err := r.report.JSON()
	if err != nil {
		return err
	}
	object := storage.Bytes(data, "application/json")
	if err := r.Store.Put(ctx, reportKey(r.report.Run), object); err != nil {
		return fmt.Errorf("store the report: %w", err)
	}
	r.report.sha256 = hex.EncodeToString(object.SHA256[:])
	return nil
}

// balance closes the account: each closed ticket has a fate, or is named for
// having none.
func (r *run) balance() error {
	if err := r.untaken(); err != nil {
		return err
	}
	for _, t := range r.ledger.unsettled() {
		e := Exception{Department: t.department, Ticket: t.id, Code: CodeTicketLost, Message: "the run lost track of this ticket; please report this"}
		r.report.Exceptions = append(r.report.Exceptions, e)
		if err := r.ledger.settle(t, Fate{Fate: FateFailed, Code: e.Code}); err != nil {
			return inSpool(err)
		}
	}
	for _, d := range r.Departments {
		r.report.API.add(d.Client)
	}
	r.report.finish(r.Now().UTC(), r.ledger.report())
	return nil
}

// untaken names again the failed tickets that no department of this run could
// try, lest they be forgotten.
func (r *run) untaken() error {
	for _, e := range r.failed {
		t := ticketID{strings.ToLower(e.Department), e.Ticket}
		if e.Department == "" && len(r.Departments) == 1 {
			t.department = departmentID(r.Departments[0])
		}
		if !r.ledger.listed(t, noWindow) {
			continue
		}
		r.ledger.owe(t, e.Closed)
		r.report.Exceptions = append(r.report.Exceptions, e)
		if err := r.ledger.settle(t, Fate{Closed: e.Closed, Fate: FateFailed, Code: e.Code}); err != nil {
			return inSpool(err)
		}
	}
	return nil
}
