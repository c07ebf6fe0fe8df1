using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>What an engine bears, measured or from its manual.</summary>
public sealed record SqlLimits
{
    /// <summary>What one expression bears before kernels are cut into several definitions.</summary>
    public required ExpansionLimits Expansion { get; init; }

    /// <summary>How many columns a query or a table may have.</summary>
    public required int Columns { get; init; }

    /// <summary>How many bytes of UTF-8 a statement may have.</summary>
    public required long StatementBytes { get; init; }

    /// <summary>How many bytes of UTF-8 an identifier keeps.</summary>
    public int IdentifierBytes { get; init; } = int.MaxValue;

    /// <summary>How many arguments a function may have.</summary>
    public int FunctionArguments { get; init; } = int.MaxValue;

    /// <summary>
    /// How many nodes an expression may have after the engine has written the columns of earlier stages into it; where more
    /// would come about, the stage is fenced. <see cref="int.MaxValue"/> for engines that keep stages apart themselves.
    /// </summary>
    public int MergedNodes { get; init; } = int.MaxValue;
}
