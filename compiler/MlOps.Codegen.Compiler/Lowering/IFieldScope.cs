namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>What field names mean at some place of a pipeline.</summary>
public interface IFieldScope
{
    /// <summary>What belongs to the whole compilation.</summary>
    LoweringContext Context { get; }

    /// <summary>Finds a field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="usedAt">Where it is used.</param>
    /// <returns>What it means; null, after a diagnostic, where there is none or where it could not be lowered.</returns>
    TypedExpression? Resolve(string name, SourceLocation usedAt);
}
