using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>Choices among any number of conditions, cut into parts, so that no expression grows with a model.</summary>
internal static class FirstTrue
{
    private const int LongestChoice = 100;

    /// <summary>The value of the first condition that is true; missing where none is.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="branches">The conditions with their values, none of them missing.</param>
    /// <param name="type">The values' type.</param>
    /// <param name="scope">The model's scope.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression Of(string name, IEnumerable<CaseBranch> branches, DataType type, ModelScope scope, Origin origin)
    {
        Expression[] parts =
        [
            .. branches.Chunk(LongestChoice).Select(chunk =>
                scope.Context.Plan.Define(name, Build.Case([.. chunk], Literal.Missing(type)), origin)),
        ];
        while (parts.Length > LongestChoice)
        {
            parts = [.. parts.Chunk(LongestChoice).Select(chunk => scope.Context.Plan.Define(name, Build.Coalesce(chunk), origin))];
        }

        return parts.Length == 0 ? Literal.Missing(type) : scope.Context.Plan.Define(name, Build.Coalesce(parts), origin);
    }
}
