# SPDX-License-Identifier: Apache-2.0
"""Python's smtplib at the work of a worker: host, port, file, recipients. Without more it sends one mail; "-" makes it answer lines."""
import os
import smtplib
import sys
import time


def connect():
    return smtplib.SMTP(sys.argv[1], int(sys.argv[2]), local_hostname="client.example.org")


def send(client, nanos):
    start = time.monotonic_ns()
    messages = 0
    while True:
        refused = client.sendmail("sender@example.org", recipients, message)
        if refused:
            raise RuntimeError("refused: %r" % refused)
        messages += 1
        if time.monotonic_ns() - start >= nanos:
            return messages


def measure(lead_nanos, nanos):
    client = connect()
    try:
        lead = send(client, lead_nanos)
        cpu = time.process_time_ns()
        start = time.monotonic_ns()
        messages = send(client, nanos)
        taken = time.monotonic_ns() - start
        return "sample %d %d -1 %d %d" % (messages, taken, time.process_time_ns() - cpu, lead + messages)
    finally:
        client.quit()


with open(sys.argv[3], "rb") as file:
    message = file.read()
recipients = ["r%d@example.com" % i for i in range(1, int(sys.argv[4]) + 1)]
if len(sys.argv) == 5:
    send(connect(), 0)
    os._exit(0)
for line in sys.stdin:
    try:
        answer = measure(*map(int, line.split()))
    except Exception as e:
        answer = "failed " + repr(e)
    print(answer, flush=True)
