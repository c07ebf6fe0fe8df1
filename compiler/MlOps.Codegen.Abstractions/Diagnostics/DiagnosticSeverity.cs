namespace MlOps.Codegen.Diagnostics;

/// <summary>How grave a diagnostic is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Information,

    /// <summary>Probably not what was meant; the result is still exact.</summary>
    Warning,

    /// <summary>No artifact is made.</summary>
    Error,
}
