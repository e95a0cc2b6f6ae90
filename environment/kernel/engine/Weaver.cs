using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Cellwright.Engine;

/// <summary>
/// Weaves <see cref="CellCheck"/> into a compiled cell: at the start of each function, and before each round of each loop, whatever it is
/// written with. Done on the compiled code, so that the text, its expression trees and the places of its errors stay as they were typed.
/// </summary>
internal static class Weaver
{
    // A property's accessor that only hands out its field is shorter than the check.
    private const int Accessor = 4;

    // What throws here cannot be caught, or leaves something open.
    private static readonly HashSet<string> WithoutEntry = [".cctor", "Finalize", "Dispose", "DisposeAsync", "<Factory>"];

    /// <summary>Whether a text has anything that can call or repeat itself.</summary>
    public static bool Suits(SyntaxNode root) => root.DescendantNodes().Any(node => node
        is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or GotoStatementSyntax
        or BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or QueryExpressionSyntax
        or BasePropertyDeclarationSyntax or TypeDeclarationSyntax);

    /// <summary>Rewrites an assembly and its debug information.</summary>
    public static (MemoryStream Library, MemoryStream Symbols) Weave(Stream library, Stream symbols)
    {
        var constants = new ConstantTypes();
        using var module = ModuleDefinition.ReadModule(library, new ReaderParameters
        {
            MetadataResolver = constants,
            ReadSymbols = true,
            SymbolStream = symbols,
            SymbolReaderProvider = new PortablePdbReaderProvider(),
        });
        constants.Learn(module);
        var (enter, round) = Checks(module);
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            Weave(method, enter, round);
        }

        var (woven, wovenSymbols) = (new MemoryStream(), new MemoryStream());
        module.Write(woven, new WriterParameters
        {
            WriteSymbols = true,
            SymbolStream = wovenSymbols,
            SymbolWriterProvider = new PortablePdbWriterProvider(),
        });
        return (new MemoryStream(woven.ToArray()), new MemoryStream(wovenSymbols.ToArray()));
    }

    private static (MethodReference Enter, MethodReference Round) Checks(ModuleDefinition module)
    {
        var name = typeof(CellCheck).Assembly.GetName();
        var scope = module.AssemblyReferences.FirstOrDefault(reference => reference.Name == name.Name);
        if (scope is null)
        {
            module.AssemblyReferences.Add(scope = new AssemblyNameReference(name.Name, name.Version));
        }

        var type = new TypeReference(typeof(CellCheck).Namespace, nameof(CellCheck), module, scope);
        return (Check(nameof(CellCheck.Enter)), Check(nameof(CellCheck.Round)));

        MethodReference Check(string check) => new(check, module.TypeSystem.Void, type);
    }

    private static void Weave(MethodDefinition method, MethodReference enter, MethodReference round)
    {
        var body = method.Body;
        if (body.Instructions.Count <= Accessor && body.Instructions.All(instruction => instruction.Operand is not Instruction))
        {
            return;
        }

        body.SimplifyMacros();
        var place = body.Instructions.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        var headers = new Dictionary<Instruction, Instruction>();
        foreach (var branch in body.Instructions.ToArray())
        {
            if (branch.Operand is not Instruction target || place[target] > place[branch] || IsOnTheWayOut(body, place, branch, target))
            {
                continue;
            }

            if (!headers.TryGetValue(target, out var header))
            {
                headers[target] = header = Instruction.Create(OpCodes.Call, round);
                InsertHeader(body, place, branch, target, header);
            }

            branch.Operand = header;
        }

        if (!WithoutEntry.Contains(method.Name) && !IsResumed(method))
        {
            body.GetILProcessor().InsertBefore(body.Instructions[0], Instruction.Create(OpCodes.Call, enter));
        }

        body.OptimizeMacros();
    }

    // An async method goes on before anything is there that takes its exceptions.
    private static bool IsResumed(MethodDefinition method) => method.Name == "MoveNext"
        && method.DeclaringType.Interfaces.Any(implemented => implemented.InterfaceType.Name == "IAsyncStateMachine");

    // The header of a loop. What ended before the target ends before it. Of the `try` blocks that begin at the target, those that hold
    // the loop hold the header too; the one that the branch leaves is in the loop, and must not catch what the header throws.
    private static void InsertHeader(
        MethodBody body, Dictionary<Instruction, int> place, Instruction branch, Instruction target, Instruction header)
    {
        var around = body.ExceptionHandlers.Where(handler => Holds(place, handler.TryStart, handler.TryEnd, branch)).ToArray();
        var left = branch.OpCode == OpCodes.Leave ? around.MinBy(handler => place[handler.TryEnd]) : null;
        if (left is not null && body.ExceptionHandlers.Any(handler => Holds(place, handler.HandlerStart, handler.HandlerEnd, branch)
            && Holds(place, left.TryStart, left.TryEnd, handler.HandlerStart)))
        {
            left = null; // what it leaves is a `catch`
        }

        var outer = around.Where(handler => handler.TryStart == target && handler.TryEnd != left?.TryEnd).ToHashSet();
        body.GetILProcessor().InsertBefore(target, header);
        place[header] = place[target];
        foreach (var handler in body.ExceptionHandlers)
        {
            handler.TryStart = outer.Contains(handler) ? header : handler.TryStart;
            handler.TryEnd = handler.TryEnd == target ? header : handler.TryEnd;
            handler.HandlerEnd = handler.HandlerEnd == target ? header : handler.HandlerEnd;
        }
    }

    // A loop within a `finally` or a `catch`.
    private static bool IsOnTheWayOut(MethodBody body, Dictionary<Instruction, int> place, Instruction branch, Instruction target) =>
        body.ExceptionHandlers.Any(handler => Holds(place, handler.HandlerStart, handler.HandlerEnd, branch)
            && Holds(place, handler.HandlerStart, handler.HandlerEnd, target));

    private static bool Holds(Dictionary<Instruction, int> place, Instruction start, Instruction? end, Instruction at) =>
        place[at] >= place[start] && (end is null || place[at] < place[end]);
}
