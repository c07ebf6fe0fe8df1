using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>Sums of any length, as kernels, so that no expression grows with a model.</summary>
internal static class Sums
{
    /// <summary>Defines the sum of terms, added from left to right; 0 where there are none.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="terms">Doubles.</param>
    /// <param name="scope">The model's scope.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression Define(string name, IEnumerable<Expression> terms, ModelScope scope, Origin origin)
    {
        var kernel = new LinearCombination(0, [.. terms.Select(term => new LinearTerm(1, term))]);
        return new ValueReference(scope.Context.Plan.DefineKernel([name], kernel, origin)[0]);
    }
}
