"""What server and senders of the benchmark ``durable`` both know."""

SITES = tuple(f"6210{number:08d}" for number in range(600))
NAME, PASSWORD = "bench", "bench-of-passes"
START_MS = 1_772_856_000_000
ZONE = "Asia/Shanghai"
