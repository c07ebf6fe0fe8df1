using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>A function that PMML defines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Least">The least number of arguments.</param>
/// <param name="Most">The greatest number of arguments.</param>
/// <param name="Lower">How a call is lowered; null after a diagnostic.</param>
internal sealed record BuiltInFunction(string Name, int Least, int Most, Func<FunctionCall, TypedExpression?> Lower)
{
    /// <summary>For functions that take any number of arguments.</summary>
    public const int Any = int.MaxValue;

    /// <summary>Whether there are arguments for which it has no value.</summary>
    public bool HasDomain { get; init; }

    /// <summary>Lowers a call with the right number of arguments.</summary>
    /// <param name="call">The call.</param>
    public TypedExpression? Call(FunctionCall call)
    {
        if (call.Arguments.Length >= Least && call.Arguments.Length <= Most)
        {
            return Lower(call);
        }

        string expected = Least == Most ? Least.ToString(CultureInfo.InvariantCulture)
            : Most == Any ? string.Create(CultureInfo.InvariantCulture, $"at least {Least}")
            : string.Create(CultureInfo.InvariantCulture, $"{Least} to {Most}");
        call.Scope.Context.Report(DiagnosticDescriptors.WrongArgumentCount, call.Location, Name, expected, call.Arguments.Length);
        return null;
    }
}
