using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Evaluation;

/// <summary>The reference evaluator's functions of text, for engines that call back.</summary>
public static class TextFunctions
{
    /// <summary>Calls a function.</summary>
    /// <param name="function">A function whose first argument is text.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The result; missing where an argument is.</returns>
    public static Scalar Call(ScalarFunction function, params ReadOnlySpan<Scalar> arguments) =>
        ScalarFunctions.Call(function, arguments, DataType.String);
}
