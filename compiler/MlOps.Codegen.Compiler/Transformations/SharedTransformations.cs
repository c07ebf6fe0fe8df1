using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>What the transformations of one compilation share, so that nothing is computed twice or expanded without bound.</summary>
internal sealed class SharedTransformations
{
    // A file of a few kilobytes can ask for 2^30 expansions by functions that call each other twice.
    private const int MostCalls = 1_000_000;

    private int calls;

    /// <summary>Results of function calls, by function and arguments.</summary>
    public Dictionary<string, TypedExpression> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Texts cut into words, by text and manner.</summary>
    public Dictionary<string, PlanValue> TokenizedTexts { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether a normalisation of texts was found fit for one pass: a bag of words asks it again for each of its thousands of
    /// terms, and the answer takes the compilation of its patterns.
    /// </summary>
    public Dictionary<TextIndexNormalization, bool> OnePassNormalizations { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>For values that choose among constant texts: how to choose among the same constants read as another type.</summary>
    public Dictionary<PlanValue, Func<DeclaredType, TypedExpression?>> Rereadings { get; } = [];

    /// <summary>Counts an expansion of a function.</summary>
    /// <returns>Whether there is room for it.</returns>
    public bool TryCountCall() => ++calls <= MostCalls;
}
