namespace MlOps.Codegen.Sql.Dialects;

/// <summary>How the stages of a query are put together.</summary>
public enum StageShape
{
    /// <summary>Each stage is a common table expression that selects from the one before and carries on what is still needed.</summary>
    CommonTableExpressions,

    /// <summary>
    /// Each stage is applied to the row (<c>CROSS APPLY</c>) and adds its columns to it: nothing is carried. Where the engine would
    /// copy a stage's expressions too often into later ones, the stage is written so that it cannot.
    /// </summary>
    Applies,
}
