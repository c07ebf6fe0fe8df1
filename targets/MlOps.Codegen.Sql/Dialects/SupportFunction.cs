namespace MlOps.Codegen.Sql.Dialects;

/// <summary>A function that generated expressions call and that an engine lacks.</summary>
/// <param name="Name">Its name, without the schema.</param>
/// <param name="Statement">What creates it, or replaces it by the same; without a closing semicolon.</param>
public sealed record SupportFunction(string Name, string Statement);
