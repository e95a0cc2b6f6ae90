using System.Reflection;
using Cellwright.Launcher;

// Only this program is in the default load context: the rest is the notebook's.
var engine = new EngineContext(EngineContext.Folder);
var invoke = engine.Fronts.GetType("Cellwright.Fronts.CommandLine", throwOnError: true)!
    .GetMethod("Invoke", BindingFlags.Public | BindingFlags.Static)!
    .CreateDelegate<Func<string[], int>>();
return invoke(args);
