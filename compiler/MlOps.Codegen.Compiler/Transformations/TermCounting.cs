using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>TextIndex.</summary>
internal static class TermCounting
{
    /// <summary>Lowers a TextIndex.</summary>
    public static TypedExpression? Lower(TextIndex index, IFieldScope scope, Origin origin)
    {
        scope.Context.Report(DiagnosticDescriptors.UnsupportedElement, index.Location, "TextIndex", "it is not yet written");
        return null;
    }
}
