using System.Collections.Frozen;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations.Functions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>A function of the language.</summary>
/// <param name="Least">How many arguments it takes at least.</param>
/// <param name="Most">How many at most.</param>
/// <param name="Takes">What they are, for messages.</param>
/// <param name="Of">Its value for lowered arguments; null after a diagnostic.</param>
internal sealed record Function(
    int Least, int Most, string Takes, Func<IReadOnlyList<(Typed Value, SourceLocation At)>, FormulaLowering, Typed?> Of)
{
    /// <summary>Lowers a call.</summary>
    public Typed? Lower(CallFormula call, FormulaLowering lowering)
    {
        Typed?[] arguments = [.. call.Arguments.Select(lowering.Lower)];
        if (arguments.Length < Least || arguments.Length > Most)
        {
            lowering.Scope.Context.Report(
                DiagnosticDescriptors.WrongArguments, call.Location, call.Function, Takes, Count(arguments.Length));
            return null;
        }

        return Array.TrueForAll(arguments, argument => argument is not null)
            ? Of([.. arguments.Select((argument, i) => (argument!, call.Arguments[i].Location))], lowering)
            : null;
    }

    /// <summary>A count with its verb.</summary>
    public static string Count(int count) => count == 1 ? "1 is" : string.Create(CultureInfo.InvariantCulture, $"{count} are");
}

/// <summary>The functions of the language by name: PMML's, and those that it builds in addition.</summary>
internal static class FunctionCatalog
{
    // PMML's functions of numbers under the language's names.
    private static readonly (string Name, string Pmml, int Least, int Most)[] OfNumbers =
    [
        ("abs", "abs", 1, 1), ("floor", "floor", 1, 1), ("ceiling", "ceil", 1, 1), ("round", "round", 1, 1), ("round_even", "rint", 1, 1),
        ("exp", "exp", 1, 1), ("ln", "ln", 1, 1), ("log10", "log10", 1, 1), ("sqrt", "sqrt", 1, 1), ("exp_minus_one", "expm1", 1, 1),
        ("ln_one_plus", "ln1p", 1, 1), ("sin", "sin", 1, 1), ("cos", "cos", 1, 1), ("tan", "tan", 1, 1), ("asin", "asin", 1, 1),
        ("acos", "acos", 1, 1), ("atan", "atan", 1, 1), ("sinh", "sinh", 1, 1), ("cosh", "cosh", 1, 1), ("tanh", "tanh", 1, 1),
        ("hypot", "hypot", 2, 2), ("power", "pow", 2, 2), ("modulo", "modulo", 2, 2), ("threshold", "threshold", 2, 2),
        ("min", "min", 1, 100), ("max", "max", 1, 100), ("sum", "sum", 1, 100), ("average", "avg", 1, 100), ("product", "product", 1, 100),
        ("erf", "erf", 1, 1), ("normal_cdf", "normalCDF", 3, 3), ("normal_pdf", "normalPDF", 3, 3), ("normal_quantile", "normalIDF", 3, 3),
        ("standard_normal_cdf", "stdNormalCDF", 1, 1), ("standard_normal_pdf", "stdNormalPDF", 1, 1), ("standard_normal_quantile", "stdNormalIDF", 1, 1),
    ];

    private static readonly FrozenDictionary<string, Function> ByName = OfNumbers
        .Select(entry => new KeyValuePair<string, Function>(
            entry.Name, new Function(entry.Least, entry.Most, Numbers(entry.Least, entry.Most), (arguments, lowering) => Number(entry.Name, entry.Pmml, arguments, lowering))))
        .Concat(NumberFunctions.All)
        .Concat(TextFunctions.All)
        .Concat(CalendarFunctions.All)
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all functions.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The function of a name; null where there is none.</summary>
    public static Function? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>A function of PMML for arguments whose types were checked.</summary>
    public static Typed? Pmml(string function, FormulaLowering lowering, params IEnumerable<Typed> arguments)
    {
        TypedExpression[] lowered = [.. arguments.Select(argument => new TypedExpression(
            argument.Value, new DeclaredType(argument.Value.Type), argument.Type.IsNumber ? OpType.Continuous : OpType.Categorical))];
        return FormulaFunctions.Call(function, lowered, lowering.Scope.Context, lowering.Origin) is { } result
            ? new Typed(result.Value, new FormulaType(result.Value.Type))
            : null;
    }

    private static Typed? Number(
        string name, string pmml, IReadOnlyList<(Typed Value, SourceLocation At)> arguments, FormulaLowering lowering)
    {
        foreach ((Typed value, SourceLocation at) in arguments)
        {
            if (!value.Type.IsNumber)
            {
                lowering.Mismatch($"'{name}'", "numbers", value, at);
                return null;
            }
        }

        return Pmml(pmml, lowering, arguments.Select(argument => argument.Value));
    }

    private static string Numbers(int least, int most) => (least, most) switch
    {
        (1, 1) => "one number",
        (2, 2) => "two numbers",
        (3, 3) => "three numbers",
        _ => "numbers, at least one",
    };
}
