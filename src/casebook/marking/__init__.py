"""Marking by people: open answers go out on sheets without names, and come back as marks.

1. questions    what was asked of whom, with the rubric that counts now
2. allocation   which answer goes to which marker, some to two, under ids that tell nothing
3. sheets       the workbook that a marker fills in; layout holds what writing and reading share
4. opening      a workbook that comes back, taken as a table of texts and of nothing that could run
5. reading      the levels chosen in it, or everything that is wrong with it, cell by cell
6. agreement    how far markers agree where two marked the same answer
7. sending      and taking, comparing, overriding: what `casebook mark` does with these
"""
