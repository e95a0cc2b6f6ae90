using System.Reflection;
using MhdNet.Kernel.Launcher;

// Only this program is in the default load context: the rest is the notebook's.
var engine = new EngineContext(Path.Combine(AppContext.BaseDirectory, "engine"));
var invoke = engine.Fronts.GetType("MhdNet.Kernel.Fronts.CommandLine", throwOnError: true)!
    .GetMethod("Invoke", BindingFlags.Public | BindingFlags.Static)!
    .CreateDelegate<Func<string[], int>>();
return invoke(args);
