using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>PMML's built-in functions for other front ends, which have lowered the arguments themselves.</summary>
public static class FormulaFunctions
{
    /// <summary>Calls a built-in function.</summary>
    /// <param name="function">Its name in PMML (PMML 4.4, Built-in Functions).</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="context">The compilation.</param>
    /// <param name="origin">What the call belongs to; diagnostics speak of its location.</param>
    /// <returns>The value, of bounded depth; null after a diagnostic.</returns>
    /// <exception cref="ArgumentException">There is no such function.</exception>
    public static TypedExpression? Call(string function, IReadOnlyList<TypedExpression> arguments, LoweringContext context, Origin origin)
    {
        BuiltInFunction builtIn = BuiltInFunctions.Find(function) ?? throw new ArgumentException($"there is no function '{function}'", nameof(function));
        var apply = new Apply(function, ImmutableArray<PipelineExpression>.Empty, null, null, InvalidValueTreatment.AsMissing, origin.Location);
        TypedExpression? result = builtIn(arguments, new CallSite(apply, new ArgumentScope(context), origin));
        return result is null ? null : result with { Value = ExpressionDepth.Bounded(result.Value, "part", context, origin) };
    }

    /// <summary>Arguments are lowered already: there are no names left.</summary>
    private sealed class ArgumentScope(LoweringContext context) : IFieldScope
    {
        public LoweringContext Context => context;

        public TypedExpression? Resolve(string name, SourceLocation usedAt) =>
            throw new InvalidOperationException($"'{name}' is resolved by the caller");
    }
}
