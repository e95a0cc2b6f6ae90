"""What jupyter_kernel_test checks of a kernel, asked through jupyter_client.

Prints one JSON object per check: its name, and what went wrong.
"""
import json
import queue
import sys

from jupyter_client.manager import start_new_kernel

PATIENCE = 60
manager, client = start_new_kernel(kernel_name=sys.argv[1])


def published(request):
    """The messages that belong to a request, up to its idle status."""
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return
        yield message["msg_type"], message["content"]


def reply(request):
    while True:
        message = client.get_shell_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") == request:
            return message["content"]


def ask(request):
    return reply(request), [entry for entry in published(request) if entry[0] not in ("status", "execute_input")]


def execute(code, **options):
    return ask(client.execute(code, **options))


def kernel_info():
    content = ask(client.kernel_info())[0]
    assert content["language_info"]["name"] == "C#" and content["language_info"]["file_extension"] == ".cs", content
    assert tuple(map(int, content["protocol_version"].split("."))) >= (5, 3), content


def streams():
    assert execute('Console.WriteLine("out");')[1] == [("stream", {"name": "stdout", "text": "out\n"})]
    assert execute('Console.Error.WriteLine("err");')[1] == [("stream", {"name": "stderr", "text": "err\n"})]


def results_and_displays():
    answer, shown = execute("6 * 7")
    assert answer["status"] == "ok" and shown[0][0] == "execute_result", shown
    assert shown[0][1]["data"]["text/plain"] == "42" and shown[0][1]["execution_count"] == answer["execution_count"], shown
    assert [kind for kind, _ in execute('display(HTML("<b>x</b>")).Update(2);')[1]] == ["display_data", "update_display_data"]
    assert execute("ClearOutput(true);")[1] == [("clear_output", {"wait": True})]


def errors():
    answer, shown = execute('throw new Exception("wrong");')
    assert answer["status"] == "error" and answer["ename"] == "System.Exception" and answer["evalue"] == "wrong", answer
    assert shown[0][0] == "error" and shown[0][1]["traceback"], shown
    answer, _ = execute("nowhere")
    assert answer["ename"] == "CompilationError" and "^^^^^^^" in "\n".join(answer["traceback"]), answer


def errors_end_the_queue():
    # the first fails when the second has come: one that is sent after the failure is a new beginning
    first, second = client.execute('Thread.Sleep(300); throw new Exception();'), client.execute("1")
    assert reply(first)["status"] == "error"
    assert reply(second)["status"] == "aborted"
    list(published(second))
    assert execute("1")[0]["status"] == "ok"


def silence():
    before = execute("1")[0]["execution_count"]
    assert execute("Console.WriteLine(1); 2", silent=True)[1] == []
    assert execute("3", store_history=False)[0]["execution_count"] == before
    assert execute("4")[0]["execution_count"] == before + 1


def expressions():
    answer = execute("var four = 4;", user_expressions={"square": "four * four"})[0]
    assert answer["user_expressions"]["square"]["data"]["text/plain"] == "16", answer


def completion():
    answer = ask(client.complete("Console.WriteL", 14))[0]
    assert "WriteLine" in answer["matches"] and (answer["cursor_start"], answer["cursor_end"]) == (8, 14), answer


def inspection():
    answer = ask(client.inspect("Math.Max(1, 2)", 7))[0]
    assert answer["found"] and "Math.Max" in answer["data"]["text/plain"], answer


def completeness():
    for code, expected in (("1 + 1", "complete"), ("if (true) {", "incomplete"), ("1 +", "incomplete"), (")", "invalid")):
        assert ask(client.is_complete(code))[0]["status"] == expected, code


def history():
    execute("var historic = 1;")
    found = ask(client.history(hist_access_type="tail", n=1))[0]["history"]
    assert [cell[2] for cell in found] == ["var historic = 1;"], found
    assert ask(client.history(hist_access_type="search", pattern="*historic*"))[0]["history"], "nothing found"


def comms():
    assert ask(client.comm_info())[0]["comms"] == {}


def input_is_asked():
    request = client.execute("Console.ReadLine()", allow_stdin=True)
    assert client.get_stdin_msg(timeout=PATIENCE)["msg_type"] == "input_request"
    client.input("typed")
    assert reply(request)["status"] == "ok"
    assert [content["data"]["text/plain"] for kind, content in published(request) if kind == "execute_result"] == ["typed"]


def interrupt():
    execute("var kept = 5;")
    request = client.execute('Console.WriteLine("begun"); System.Threading.Thread.Sleep(-1);')
    while client.get_iopub_msg(timeout=PATIENCE)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    assert reply(request)["ename"] == "Interrupted"
    list(published(request))
    assert execute("kept")[1][0][1]["data"]["text/plain"] == "5"


def restart():
    manager.restart_kernel(now=False)
    client.wait_for_ready(timeout=PATIENCE)
    assert execute("kept")[0]["ename"] == "CompilationError"


def shutdown():
    client.shutdown()
    manager.finish_shutdown()
    assert not manager.is_alive()


for check in (kernel_info, streams, results_and_displays, errors, errors_end_the_queue, silence, expressions, completion, inspection,
              completeness, history, comms, input_is_asked, interrupt, restart, shutdown):
    problem = None
    try:
        check()
    except (AssertionError, KeyError, IndexError, queue.Empty) as error:
        problem = f"{type(error).__name__} {error}"
    print(json.dumps({"check": check.__name__, "problem": problem}), flush=True)
client.stop_channels()
if manager.is_alive():
    manager.shutdown_kernel(now=True)
