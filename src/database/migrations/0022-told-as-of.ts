// A complete export counts no later than it arrived, and is known again by the time that it gave itself: read twice while
// that time lies ahead of the clock, it is one export.
export const toldAsOf = /* sql */ `
set local search_path to koppel;

alter table practice add column snapshot_told_as_of timestamptz;
comment on column practice.snapshot_told_as_of is 'What the export of snapshot_as_of says itself: later, where its clock is ahead.';
update practice set snapshot_told_as_of = snapshot_as_of;
`;
