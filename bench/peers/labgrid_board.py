"""One power-on of a board by labgrid's own classes. Settings come as JSON in argv, events go out as JSON lines with CLOCK_MONOTONIC in seconds."""
import json
import logging
import sys
import time

from labgrid import Target
from labgrid.consoleloggingreporter import ConsoleLoggingReporter
from labgrid.driver import ExternalPowerDriver, SerialDriver, ShellDriver
from labgrid.resource import NetworkSerialPort


def tell(event, **more):
    print(json.dumps({"event": event, "at": time.monotonic(), **more}), flush=True)


def build(settings):
    target = Target("board")
    NetworkSerialPort(target, name=None, host=settings["host"], port=settings["port"], protocol="raw", speed=115200)
    console = SerialDriver(target, name=None)
    power = ExternalPowerDriver(target, name=None, cmd_on=settings["on"], cmd_off=settings["off"])
    shell = ShellDriver(
        target,
        name=None,
        prompt=r"root@[^:]+:[^ ]+[#$] ",
        login_prompt=" login: ",
        username=settings["user"],
        password=settings["password"],
        login_timeout=settings["loginWithin"],
    )
    return target, console, power, shell


def main():
    settings = json.loads(sys.argv[1])
    logging.disable(logging.CRITICAL)
    target, console, power, shell = build(settings)
    ConsoleLoggingReporter.start(settings["logs"])
    target.activate(power)
    # Before there is power, so that it can hear everything.
    target.activate(console)
    tell("on")
    power.on()
    target.activate(shell)
    tell("shell", release=shell.run_check("uname -r")[0], level=shell.run_check("cat /proc/sys/kernel/printk")[0])
    tell("idle")
    time.sleep(settings["idle"])
    try:
        shell.run_check("true")
        tell("awake")
    except Exception as cause:  # What labgrid says of a board that misbehaved is the result.
        tell("failed", cause=f"{type(cause).__name__}: {cause}"[:200])
    target.deactivate_all_drivers()
    ConsoleLoggingReporter.stop()


main()
