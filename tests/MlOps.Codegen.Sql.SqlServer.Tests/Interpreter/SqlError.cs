namespace MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;

/// <summary>What a server would end the query with.</summary>
internal sealed class SqlError(string message) : Exception(message);
