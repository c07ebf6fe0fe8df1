namespace MlOps.Codegen.Build;

/// <summary>The file by which a build says what it wants: lines of <c>key=value</c>; each <c>model</c> begins a request.</summary>
internal static class ModelList
{
    /// <summary>Reads the lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <returns>The requests, in order.</returns>
    /// <exception cref="FormatException">A line is none that the build's targets write.</exception>
    public static List<ModelRequest> Parse(IEnumerable<string> lines)
    {
        var requests = new List<ModelRequest>();
        foreach (string line in lines.Where(line => line.Length > 0))
        {
            // Paths may have equals signs of their own.
            int separator = line.IndexOf('=', StringComparison.Ordinal);
            string key = separator < 0 ? "" : line[..separator];
            string value = line[(separator + 1)..];
            if (key == "model")
            {
                requests.Add(new ModelRequest(value, ""));
            }
            else if (requests.Count == 0)
            {
                throw new FormatException($"'{line}' stands before any model");
            }
            else
            {
                requests[^1] = With(requests[^1], key, value);
            }
        }

        return requests.FirstOrDefault(request => request.Output.Length == 0) is { } aimless
            ? throw new FormatException($"the model '{aimless.Model}' has no output")
            : requests;
    }

    private static ModelRequest With(ModelRequest request, string key, string value) => key switch
    {
        "output" => request with { Output = value },
        "class" => request with { ClassName = value.Length > 0 ? value : null },
        "namespace" => request with { Namespace = value.Length > 0 ? value : null },
        "ordinaryInputs" => request with { OrdinaryInputs = value },
        "enums" => request with { Enums = value },
        _ => throw new FormatException($"'{key}' is no key of a model"),
    };
}
