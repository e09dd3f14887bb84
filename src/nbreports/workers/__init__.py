"""Child processes for work that may hold the interpreter, eat memory or crash: pool, limits, kill ladder.

`nbreports.workers.pool.Pool` is the way in. A task is a dotted name, ``package.module:function``, of a
function from bytes to bytes; only names given to the pool are ever run.
"""
