"""Several processes on one or two machines that write, ask and rebuild, and are killed while they do.

    machine.py    stands for one machine: has one folder for the index, and forks processes (a program of its own)
    programs.py   what those processes do: a writer, a reader, a rebuilder, and some that end by themselves
    steps.py      steps at which some of them die of themselves
    phases.py     which phase each process is in, in memory that outlives it
    journal.py    one file in which everybody notes what they did and saw
    stage.py      the test's side: the database, the machines, and who is to be killed when
    history.py    reads the journal afterwards, and says which answers were wrong

A writer notes what it is about to change and that it is committed; a reader notes what it asked and what it
was told. Nobody judges meanwhile: a process that is killed could not.
"""
