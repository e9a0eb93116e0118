"""A standalone cluster of Apache Spark on this machine: a master and two workers, each a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

import pyspark

HOME = Path(pyspark.__file__).parent
CLASS = "org.apache.spark.deploy.{0}.{1}"


def environment() -> dict[str, str]:
    """Return the variables for a process of the cluster, or one that uses it: it is reached from here alone."""
    return {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_HOME": str(HOME),
    }


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """Start a cluster, yield its URL, and stop it."""
    with ExitStack() as stack:
        master = _run(
            stack,
            folder,
            "master",
            "Master",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0",
        )
        url = _wait_for(master, "Starting Spark master at ").strip()
        for number in ("1", "2"):
            work = [
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "--work-dir",
                str(folder / number),
            ]
            worker = _run(stack, folder, "worker", "Worker", *work, url)
            _wait_for(worker, "Successfully registered with master ")
        yield url


def _run(
    stack: ExitStack, folder: Path, package: str, name: str, *arguments: str
) -> "subprocess.Popen[str]":
    command = [str(HOME / "bin/spark-class"), CLASS.format(package, name), *arguments]
    process = subprocess.Popen(
        command, env=environment(), cwd=folder, stderr=subprocess.PIPE, text=True
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return process


def _wait_for(process: "subprocess.Popen[str]", words: str) -> str:
    """Wait until a process prints these words; return the rest of their line."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if words in line:
            Thread(
                target=process.stderr.read, daemon=True
            ).start()  # or it stops where the pipe is full
            return line.partition(words)[2]
    raise AssertionError("".join(lines))
