/** nginx's configuration that logs all that the rules and messages use; it stands in docs/sources.md with its reasons. */
export const NGINX_RECIPE: readonly string[] = [
  "log_format tocsin escape=json",
  `    '{"time":"$time_iso8601","msec":$msec,"service":"module-proxy","env":"prod",'`,
  `    '"remote_addr":"$remote_addr","client_id":"$client_id","request_id":"$request_id",'`,
  `    '"traceparent":"$http_traceparent","host":"$host","method":"$request_method",'`,
  `    '"uri":"$request_uri","status":$status,"bytes":$body_bytes_sent,'`,
  `    '"content_length":"$sent_http_content_length","request_time":$request_time,'`,
  `    '"upstream_addr":"$upstream_addr","upstream_status":"$upstream_status",'`,
  `    '"upstream_header_time":"$upstream_header_time",'`,
  `    '"upstream_response_time":"$upstream_response_time",'`,
  `    '"retry_after":"$sent_http_retry_after","pod":"$upstream_http_x_pod",'`,
  `    '"user_agent":"$http_user_agent"}';`,
  "access_log /var/log/nginx/goproxy.json tocsin;",
  "    proxy_set_header Athens-Request-ID $request_id;",
];
