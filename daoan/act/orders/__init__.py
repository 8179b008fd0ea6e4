"""Orders 情指行: one order, one node a target; nodes are passed down, fed back and audited twice.

An order closes when ``ANY`` or ``ALL`` of its nodes are done, as it was issued. Start at
:data:`daoan.act.orders.order.ORDER` and :data:`daoan.act.orders.node.NODE`.
"""
